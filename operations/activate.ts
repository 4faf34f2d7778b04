import { MOUNTS } from "../model/names";
import { mfa, type SecondFactor } from "./clients/second-factor";
import type { VaultClient } from "./clients/vault-client";

/** Activates a profile with somebody's approval and one's own second factor. */
export async function activate(
  vault: VaultClient,
  request: { readonly profile: string; readonly jwt: string; readonly factor: SecondFactor; readonly incident: string },
): Promise<string> {
  const { profile, jwt, factor, incident } = request;
  const body = { role: profile, jwt };
  const answer = await vault.expect(`auth/${MOUNTS.breakGlass}/login`, {
    method: "POST",
    body,
    incident,
    mfa: await mfa(factor),
  });
  return answer.auth.client_token;
}
