import { readFileSync, statSync } from "node:fs";
import { parse } from "yaml";
import * as z from "zod";
import { UserError } from "../../config/user-error";
import { approverEntity, MOUNTS, operatorEntity, responderEntity } from "../../model/names";
import { Authenticator, RecentCodes } from "../clients/authenticator";
import type { SecondFactor } from "../clients/second-factor";
import type { VaultClient } from "../clients/vault-client";
import type { DrillAccounts } from "./accounts";
import type { DrillCast } from "./cast";

/** Mistakes in the file of the drill accounts. The message contains no value of the file, because it holds secrets. */
export class AccountsRefused extends UserError {}

const secret = z.string().min(1);
const totp = z.string().startsWith("otpauth://totp/");
const schema = z.strictObject({
  responder: z.strictObject({
    person: secret,
    profile: secret,
    target: secret,
    totp,
    /** Token of the everyday login, to show that it opens nothing. */
    staffToken: secret.optional(),
  }),
  approver: z.strictObject({ person: secret, password: secret, totp }),
  operator: z.strictObject({ person: secret, password: secret, totp }),
});

/** Accounts that were enrolled for drills, from a file that only its owner reads. */
export class EnrolledAccounts implements DrillAccounts {
  readonly origin = "enrolled before";
  readonly staffToken?: (person: string) => Promise<string>;
  private readonly authenticators = new Map<string, Authenticator>();

  private constructor(
    private readonly accounts: z.output<typeof schema>,
    private readonly methodId: string,
    /** Kept beside the accounts: the next drill with them may begin before Vault has forgotten the codes of this one. */
    private readonly recent: RecentCodes,
  ) {
    const token = accounts.responder.staffToken;
    if (token !== undefined) this.staffToken = async () => token;
  }

  /**
   * @param vault asked for the id of the MFA method, which every login without a code names
   * @throws AccountsRefused with every mistake
   */
  static async read(file: string, vault: VaultClient): Promise<EnrolledAccounts> {
    const { mode } = statSync(file);
    if ((mode & 0o077) !== 0) throw new AccountsRefused(`${file} can be read by others: chmod 600 ${file}`);
    let content: unknown;
    try {
      content = parse(readFileSync(file, "utf8"));
    } catch {
      throw new AccountsRefused(`${file} is no YAML.`);
    }
    const parsed = schema.safeParse(content);
    if (!parsed.success) {
      const lines = parsed.error.issues.map(({ path, code }) => `${file}: ${path.join(".") || "the file"}: ${code}`);
      throw new AccountsRefused([...lines, "See break-glass drill --help for the keys."].join("\n"));
    }
    const { approver } = parsed.data;
    const path = `auth/${MOUNTS.approvals}/login/${approverEntity(approver.person)}`;
    const answer = await vault.expect(path, { method: "POST", body: { password: approver.password } });
    const constraints = Object.values(answer.auth?.mfa_requirement?.mfa_constraints ?? {});
    const methodId = (constraints[0] as { any?: { id?: string }[] } | undefined)?.any?.[0]?.id;
    if (methodId === undefined) throw new AccountsRefused("Vault asks the approver for no second factor.");
    return new EnrolledAccounts(parsed.data, methodId, new RecentCodes(`${file}.codes`));
  }

  get cast(): DrillCast {
    const { responder, approver, operator } = this.accounts;
    const { person, profile, target } = responder;
    return { responder: person, approver: approver.person, operator: operator.person, profile, target };
  }

  async factor(_person: string, entity: string): Promise<SecondFactor> {
    const authenticator =
      this.authenticators.get(entity) ?? new Authenticator(this.accountOf(entity).totp, this.recent);
    this.authenticators.set(entity, authenticator);
    return { methodId: this.methodId, authenticator };
  }

  /** The account whose person has an entity. */
  private accountOf(entity: string) {
    const { responder, approver, operator } = this.accounts;
    switch (entity) {
      case responderEntity(responder.person, responder.profile):
        return responder;
      case approverEntity(approver.person):
        return approver;
      case operatorEntity(operator.person):
        return operator;
      default:
        throw new Error(`${entity} is not one of the drill's accounts`);
    }
  }

  password(entity: string): string {
    const { approver, operator } = this.accounts;
    return entity === approverEntity(approver.person) ? approver.password : operator.password;
  }
}
