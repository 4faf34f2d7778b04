import { mfa, type SecondFactor } from "./clients/second-factor";
import type { VaultClient } from "./clients/vault-client";

/** Login of an approver, operator or auditor. */
export async function dutyLogin(
  vault: VaultClient,
  mount: string,
  name: string,
  password: string,
  factor: SecondFactor,
): Promise<string> {
  const request = { method: "POST", body: { password }, mfa: await mfa(factor) } as const;
  return (await vault.expect(`auth/${mount}/login/${name}`, request)).auth.client_token;
}
