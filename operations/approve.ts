import { approvalRole } from "../model/names";
import type { VaultClient } from "./clients/vault-client";

/** An approval, as the approver hands it over: a wrapping token, usable once. */
export async function approve(
  vault: VaultClient,
  approverToken: string,
  request: { readonly person: string; readonly profile: string; readonly incident: string; readonly wrapTtl: number },
): Promise<string> {
  const { incident, wrapTtl } = request;
  const path = `identity/oidc/token/${approvalRole(request.person, request.profile)}`;
  return (await vault.expect(path, { token: approverToken, incident, wrapTtl })).wrap_info.token;
}

/** The JWT of an approval. @throws VaultRefusal when somebody unwrapped it before */
export async function unwrap(vault: VaultClient, wrappingToken: string, incident: string): Promise<string> {
  return (await vault.expect("sys/wrapping/unwrap", { method: "POST", token: wrappingToken, incident })).data.token;
}
