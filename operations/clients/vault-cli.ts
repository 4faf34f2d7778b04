import { approvalRole, MOUNTS } from "../../model/names";
import { type RunOptions, run } from "./run";
import { mfa, type SecondFactor } from "./second-factor";

/**
 * What people type: the real `vault` client. Secrets reach it by standard input and environment, never by
 * its arguments, which every user of the machine can read.
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
      // No token helper: what this client gets is written to no file.
      VAULT_CONFIG_PATH: "/dev/null",
    };
    const [verb = "", ...rest] = args;
    const all = [verb, `-header=X-Incident-Id=${this.incident}`, ...rest];
    return JSON.parse((await run(this.program, all, { env, input: secrets.input })).stdout);
  }

  /** `vault write auth/approvals/login/approver_<person>`. */
  async dutyLogin(mount: string, name: string, password: string, factor: SecondFactor): Promise<string> {
    const args = ["write", `-mfa=${await mfa(factor)}`, `auth/${mount}/login/${name}`, "password=-"];
    return (await this.json(args, { input: password })).auth.client_token;
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
  async activate(profile: string, wrappingToken: string, factor: SecondFactor): Promise<string> {
    const args = ["write", `-mfa=${await mfa(factor)}`, `auth/${MOUNTS.breakGlass}/login`, `role=${profile}`, "jwt=-"];
    return (await this.json(args, { input: this.unwrap(wrappingToken) })).auth.client_token;
  }
}
