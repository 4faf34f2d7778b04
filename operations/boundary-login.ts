import { BoundaryClient, BoundaryRefusal } from "./clients/boundary-client";
import type { HttpsClient } from "./clients/https";
import { type VaultClient, VaultRefusal } from "./clients/vault-client";

/**
 * Logs in to Boundary through Vault, as a browser does, with a Vault token.
 *
 * @throws VaultRefusal when Vault does not let this identity in
 */
export async function boundaryLogin(
  vault: VaultClient,
  vaultToken: string,
  https: HttpsClient,
  authMethodId: string,
  incident: string,
): Promise<BoundaryClient> {
  const { callback, tokenId } = await authorizeBoundary(vault, vaultToken, https, authMethodId, incident);
  await https.request(callback);
  return collectToken(https, authMethodId, tokenId);
}

/**
 * Half of a login: Vault's code for Boundary.
 *
 * @returns the callback that gives it to Boundary, and the id with which the client later collects its token
 * @throws VaultRefusal when Vault does not let this identity in
 */
export async function authorizeBoundary(
  vault: VaultClient,
  vaultToken: string,
  https: HttpsClient,
  authMethodId: string,
  incident: string,
): Promise<{ readonly callback: string; readonly tokenId: string }> {
  const start = await https.request(authenticatePath(authMethodId), { method: "POST", body: { command: "start" } });
  if (start.status >= 400) throw new BoundaryRefusal(start.status, "the start of the login");
  const { auth_url: url, token_id: tokenId } = start.body.attributes;
  const { pathname, search } = new URL(url);
  const path = `${pathname.replace(/^\/ui\/vault\//, "")}${search}`;
  const authorize = await vault.request(path, { token: vaultToken, incident });
  if (authorize.body?.code === undefined) throw new VaultRefusal(path.split("?")[0] ?? path, authorize);
  const query = new URLSearchParams({ code: authorize.body.code, state: authorize.body.state });
  return { callback: `/v1/auth-methods/oidc:authenticate:callback?${query}`, tokenId };
}

/** The end of a login. @throws BoundaryRefusal when there is no token to collect */
export async function collectToken(https: HttpsClient, authMethodId: string, tokenId: string): Promise<BoundaryClient> {
  const token = await https.request(authenticatePath(authMethodId), {
    method: "POST",
    body: { command: "token", attributes: { token_id: tokenId } },
  });
  if (token.body?.attributes?.token === undefined) throw new BoundaryRefusal(token.status, "the login");
  return new BoundaryClient(https, token.body.attributes.token);
}

const authenticatePath = (authMethodId: string) => `/v1/auth-methods/${authMethodId}:authenticate`;
