import { randomUUID } from "node:crypto";
import { RecentCodes } from "../operations/clients/authenticator";
import type { SecondFactor } from "../operations/clients/second-factor";
import type { DrillAccounts } from "../operations/drill/accounts";
import { dutyLogin } from "../operations/duty-login";
import { enrol, setPassword, staffLogin } from "../operations/enrol";
import type { Lab } from "./lab";

/** The lab's people, who enrol themselves when they are first needed. Secrets live in memory only. */
export class SelfEnrolled implements DrillAccounts {
  readonly origin = "each enrolled from their everyday login";
  private readonly factors = new Map<string, SecondFactor>();
  private readonly recent = new RecentCodes();
  private readonly passwords = new Map<string, string>();

  constructor(protected readonly lab: Lab) {}

  readonly staffToken = (person: string): Promise<string> => {
    const login = this.lab.environment.people[person]?.staffLogin ?? person;
    return staffLogin(this.lab.servers.vault.client, login, this.lab.state.staffPasswords[person] ?? "");
  };

  /** Enrols one entity of a person, once in this process. */
  async factor(person: string, entity: string, mount?: string): Promise<SecondFactor> {
    const known = this.factors.get(entity);
    if (known !== undefined) return known;
    const { environment, servers } = this.lab;
    const { client: vault } = servers.vault;
    const token = await this.staffToken(person);
    if (mount !== undefined) {
      const password = randomUUID();
      await setPassword(vault, token, { mount, name: entity, password, cidrs: environment.network.people });
      this.passwords.set(entity, password);
    }
    const factor = await enrol(vault, token, entity, this.recent);
    this.factors.set(entity, factor);
    return factor;
  }

  password(entity: string): string {
    return this.passwords.get(entity) ?? "";
  }

  async dutyToken(person: string, entity: string, mount: string): Promise<string> {
    const factor = await this.factor(person, entity, mount);
    return dutyLogin(this.lab.servers.vault.client, mount, entity, this.password(entity), factor);
  }

  /** For an enrolment that was destroyed: the next use enrols again. */
  protected forget(entity: string): void {
    this.factors.delete(entity);
  }
}
