import { randomUUID } from "node:crypto";
import type { Engine } from "../../constructs/engines/engine";
import { engineOf } from "../../constructs/engines/engine-of";
import type { Endpoint } from "../../constructs/engines/exchange";
import { type Access, accessesOf } from "../../model/accesses";
import { targetAlias } from "../../model/names";
import { boundaryLogin } from "../boundary-login";
import type { BoundaryClient } from "../clients/boundary-client";
import { HttpsClient } from "../clients/https";
import type { SecondFactor } from "../clients/second-factor";
import type { Session } from "../clients/session";
import { SessionClient } from "../clients/session-client";
import { VaultCli } from "../clients/vault-cli";
import type { DrillAccounts } from "./accounts";
import type { DrillCast } from "./cast";
import { NotChecked } from "./not-checked";
import type { DrillPlace } from "./place";

/** What steps leave for later ones. */
interface Carried {
  /** The responder's second factor. */
  readonly factor: SecondFactor;
  readonly approverToken: string;
  /** When the approver began to approve: `performance.now()`. */
  readonly approvedAt: number;
  /** The approval, wrapped. */
  readonly approval: string;
  /** The responder's token of Vault. */
  readonly vaultToken: string;
  /** Boundary as the responder. */
  readonly boundary: BoundaryClient;
  /** The session of the first command. */
  readonly session: Session;
  /** The session that the end cuts. */
  readonly held: Session;
  readonly operatorToken: string;
  readonly approvalToQueryMilliseconds: number;
  readonly endMilliseconds: number;
}

/** One drill under way: who drills what and where, the clients, and what its steps left. */
export class DrillContext {
  readonly incident = `DRILL-${new Date().toISOString().slice(0, 10)}-${randomUUID().slice(0, 8)}`;
  readonly correlation = randomUUID();
  readonly access: Access;
  /** Name by which the responder connects. */
  readonly alias: string;
  readonly cli: VaultCli;
  readonly sessions: SessionClient;
  private readonly boundaryHttps: HttpsClient;
  private readonly carried: Partial<Carried> = {};

  /** @throws Error when the cast's responder does not reach the target through the profile */
  constructor(
    readonly place: DrillPlace,
    readonly people: DrillAccounts,
    readonly cast: DrillCast,
  ) {
    const { environment, programs, vault, ca, caFile } = place;
    const { responder, profile, target } = cast;
    const access = accessesOf(environment).find(
      (each) => each.person === responder && each.profile === profile && each.target === target,
    );
    if (access === undefined) throw new Error(`${responder} does not reach ${target} through ${profile}.`);
    this.access = access;
    this.alias = targetAlias(target, profile, environment.environment);
    this.cli = new VaultCli(programs.vault, vault.address, caFile, this.incident);
    this.sessions = new SessionClient(programs.boundary, environment.boundary.address, caFile);
    this.boundaryHttps = new HttpsClient(environment.boundary.address, ca);
  }

  /** Leaves something for later steps. */
  keep<Key extends keyof Carried>(key: Key, value: Carried[Key]): Carried[Key] {
    this.carried[key] = value;
    return value;
  }

  /** What an earlier step left. @throws Error when it did not: the list of the steps is in the wrong order */
  get<Key extends keyof Carried>(key: Key): Carried[Key] {
    const value = this.carried[key];
    if (value === undefined) throw new Error(`no step before this one left ${key}`);
    return value as Carried[Key];
  }

  /** What an earlier step left, where it was reached. */
  find<Key extends keyof Carried>(key: Key): Carried[Key] | undefined {
    return this.carried[key];
  }

  get engine() {
    return engineOf(this.access.targetConfig.kind);
  }

  /** How people use the target. @throws NotChecked where nothing is known of the service */
  get exchange(): NonNullable<Engine["exchange"]> {
    const { exchange } = this.engine;
    if (exchange === undefined) throw new NotChecked(`nothing is known of the service ${this.cast.target}`);
    return exchange;
  }

  /** Path of the client that people use. @throws NotChecked where the machine lacks it */
  get client(): string {
    const { program, install } = this.exchange;
    const path = this.place.client(program);
    if (path === undefined) throw new NotChecked(`${program} is missing. ${install}`);
    return path;
  }

  /** A harmless command for the target with a session's credential. */
  command(at: Endpoint, { secret }: Session) {
    return this.exchange.command(at, secret, this.access.targetConfig, this.access.accessConfig);
  }

  /** Boundary as whoever has a token of Vault. */
  boundaryAs(vaultToken: string): Promise<BoundaryClient> {
    return boundaryLogin(this.place.vault, vaultToken, this.boundaryHttps, this.place.authMethodId, this.incident);
  }

  /** Login of the approver or the operator, with their second factor. */
  async dutyToken(person: string, entity: string, mount: string): Promise<string> {
    const factor = await this.people.factor(person, entity, mount);
    return this.cli.dutyLogin(mount, entity, this.people.password(entity), factor);
  }
}
