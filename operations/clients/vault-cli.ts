import { UserError } from "../../config/user-error";
import { approvalRole, MOUNTS } from "../../model/names";
import { ProgramFailed, type RunOptions, run } from "./run";
import { mfa, type SecondFactor } from "./second-factor";

/** Vault refused a login with a second factor. It never gives a reason. */
export class LoginRefused extends UserError {
  constructor(who: string, failed: ProgramFailed) {
    super(
      `Vault refused the login of ${who} (403) and does not say why. ` +
        "It takes each code once in 90 seconds, here or on a phone: wait that long, and try again. " +
        "Else the code is wrong, the entity is disabled, or the login is not allowed from this network. " +
        failed.message,
    );
  }
}

/**
 * The real `vault` client, which people use. Secrets reach it through standard input and the environment, never through
 * its arguments, because every user of the machine can read those.
 */
export class VaultCli {
  constructor(
    private readonly program: string,
    private readonly address: string,
    private readonly caFile: string | undefined,
    private readonly incident: string,
  ) {}

  private async json(
    args: readonly string[],
    secrets: { readonly token?: string; readonly input?: RunOptions["input"] },
  ) {
    const env = {
      VAULT_ADDR: this.address,
      VAULT_CACERT: this.caFile,
      VAULT_FORMAT: "json",
      VAULT_TOKEN: secrets.token,
      // No token helper, so this client writes its tokens to no file.
      VAULT_CONFIG_PATH: "/dev/null",
    };
    const [verb = "", ...rest] = args;
    const all = [verb, `-header=X-Incident-Id=${this.incident}`, ...rest];
    return JSON.parse((await run(this.program, all, { env, input: secrets.input })).stdout);
  }

  /** `vault write auth/approvals/login/approver_<person>`. */
  async dutyLogin(mount: string, name: string, password: string, factor: SecondFactor): Promise<string> {
    return this.login(name, [`auth/${mount}/login/${name}`, "password=-"], factor, password);
  }

  /** `vault read -wrap-ttl`: an approval as it is handed over. */
  async approve(token: string, person: string, profile: string, wrapTtl: number): Promise<string> {
    const args = ["read", `-wrap-ttl=${wrapTtl}s`, `identity/oidc/token/${approvalRole(person, profile)}`];
    return (await this.json(args, { token })).wrap_info.token;
  }

  /** `vault unwrap`, with the wrapping token as the client's own. */
  private async unwrap(wrappingToken: string): Promise<string> {
    return (await this.json(["unwrap"], { token: wrappingToken })).data.token;
  }

  /** `vault unwrap -field=token | vault write auth/break-glass/login jwt=-`. */
  activate(profile: string, wrappingToken: string, factor: SecondFactor): Promise<string> {
    const args = [`auth/${MOUNTS.breakGlass}/login`, `role=${profile}`, "jwt=-"];
    return this.login(`a responder of ${profile}`, args, factor, this.unwrap(wrappingToken));
  }

  /** @throws LoginRefused when Vault answers 403 */
  private async login(who: string, args: string[], factor: SecondFactor, input: RunOptions["input"]): Promise<string> {
    try {
      return (await this.json(["write", `-mfa=${await mfa(factor)}`, ...args], { input })).auth.client_token;
    } catch (error) {
      if (error instanceof ProgramFailed && error.result.stderr.includes("Code: 403"))
        throw new LoginRefused(who, error);
      throw error;
    }
  }
}
