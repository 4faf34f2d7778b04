import { MOUNTS } from "../model/names";
import { Authenticator, type RecentCodes } from "./clients/authenticator";
import type { SecondFactor } from "./clients/second-factor";
import type { VaultClient } from "./clients/vault-client";

/** The everyday login; gives a token that only enrols. */
export async function staffLogin(vault: VaultClient, login: string, password: string): Promise<string> {
  const path = `auth/${MOUNTS.staff}/login/${login}`;
  return (await vault.expect(path, { method: "POST", body: { password } })).auth.client_token;
}

/** Sets one's own password on the approvals or operations login, with the token settings that are forced. */
export async function setPassword(
  vault: VaultClient,
  staffToken: string,
  user: {
    readonly mount: string;
    readonly name: string;
    readonly password: string;
    readonly cidrs?: readonly string[];
  },
): Promise<void> {
  const cidrs = user.cidrs === undefined ? {} : { token_bound_cidrs: user.cidrs.join(",") };
  const body = { password: user.password, token_no_default_policy: true, ...cidrs };
  await vault.expect(`auth/${user.mount}/users/${user.name}`, { method: "POST", token: staffToken, body });
}

/** The ids that an enrolment names: the person's own entity and the MFA method. */
export async function enrolmentIds(vault: VaultClient, staffToken: string, entity: string) {
  const own = await vault.expect(`identity/entity/name/${entity}`, { token: staffToken });
  const path = `identity/mfa/login-enforcement/${MOUNTS.breakGlass}`;
  const enforcement = await vault.expect(path, { token: staffToken });
  return { entity_id: String(own.data.id), method_id: String(enforcement.data.mfa_method_ids[0]) };
}

/** Generates the TOTP of one's own entity. @throws Error when it was generated before: Vault shows it once */
export async function enrol(
  vault: VaultClient,
  staffToken: string,
  entity: string,
  recent: RecentCodes,
): Promise<SecondFactor> {
  const body = await enrolmentIds(vault, staffToken, entity);
  const answer = await vault.expect("identity/mfa/method/totp/admin-generate", {
    method: "POST",
    token: staffToken,
    body,
  });
  if (answer.data?.url === undefined) throw new Error(`${entity} is enrolled already; an operator can destroy that.`);
  return { methodId: body.method_id, authenticator: new Authenticator(answer.data.url, recent) };
}
