import { UserError } from "../config/user-error";
import type { Secret } from "../constructs/engines/exchange";
import { approvalRole, MOUNTS } from "../model/names";
import type { Answer, HttpsClient } from "./https";
import { mfa, type SecondFactor } from "./people";
import { type VaultClient, VaultRefusal } from "./vault-client";

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

/** Boundary's own answer to a request that it refuses. */
export class BoundaryRefusal extends UserError {
  constructor(
    readonly status: number,
    what: string,
  ) {
    super(`Boundary answered ${status} to ${what}`);
  }
}

/** Boundary's API for one logged-in user. */
export class BoundaryClient {
  constructor(
    private readonly https: HttpsClient,
    readonly token: string,
  ) {}

  /** Any answer. `action` is what stands behind the colon of Boundary's custom methods. */
  request(path: string, method: "GET" | "POST" | "DELETE" = "GET", body?: unknown, correlation?: string) {
    const headers = {
      Authorization: `Bearer ${this.token}`,
      ...(correlation === undefined ? {} : { "X-Correlation-Id": correlation }),
    };
    return this.https.request(`/v1/${path}`, { method, headers, body });
  }

  async expect(
    path: string,
    method: "GET" | "POST" | "DELETE" = "GET",
    body?: unknown,
    correlation?: string,
  ): Promise<Answer["body"]> {
    const answer = await this.request(path, method, body, correlation);
    if (answer.status >= 400) throw new BoundaryRefusal(answer.status, `${path}: ${answer.body?.message ?? ""}`);
    return answer.body;
  }

  /** Every item of a list, all pages. */
  async list(path: string): Promise<Answer["body"][]> {
    const items = new Map<string, unknown>();
    let token = "";
    for (;;) {
      const page = await this.expect(`${path}${token === "" ? "" : `&list_token=${encodeURIComponent(token)}`}`);
      for (const item of page.items ?? []) items.set(item.id, item);
      if (page.response_type !== "delta") return [...items.values()];
      token = page.list_token;
    }
  }
}

/**
 * Logs in to Boundary through Vault: what a browser does, with a Vault token.
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
 * @returns the callback that hands it over, and the id with which the client collects its token afterwards
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

/** A session and the credentials that Boundary brokered for it. */
export interface Session {
  readonly id: string;
  readonly authorizationToken: string;
  /** Empty where Boundary brokers nothing. */
  readonly secret: Secret;
  /** Whether Boundary still waits for the first connection; false where it cannot be asked (any more). */
  readonly pending: () => Promise<boolean>;
}

/** @param target alias or id of a target; `correlation` must be a UUID */
export async function authorizeSession(
  boundary: BoundaryClient,
  target: string,
  correlation: string,
): Promise<Session> {
  const item = await boundary.expect(`targets/${target}:authorize-session`, "POST", {}, correlation);
  const secret: Secret = item.credentials?.[0]?.secret?.decoded ?? {};
  const id: string = item.session_id;
  const pending = () =>
    boundary.request(`sessions/${id}`).then(
      ({ body }) => body?.status === "pending",
      () => false,
    );
  return { id, authorizationToken: item.authorization_token, secret, pending };
}
