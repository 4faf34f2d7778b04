import type { Construct } from "constructs";
import type { Environment } from "../../config/schema";
import { SSO } from "../../model/names";
import { Scopes } from "../boundary/scopes";
import { SingleSignOn } from "../boundary/single-sign-on";
import { BoundarySso } from "../vault/boundary-sso";

/** The scopes and the auth method of people's login to Boundary through Vault. */
export interface BoundaryLogin {
  /** Id of Boundary's auth method, which people name when they log in. */
  readonly authMethodId: string;
  readonly orgId: string;
  readonly projectId: string;
}

/** Vault as Boundary's identity provider, and the scopes of emergency access. */
export function declareBoundaryLogin(
  scope: Construct,
  { environment, vault, boundary, profiles }: Environment,
  groupIds: readonly string[],
): BoundaryLogin {
  const sso = new BoundarySso(scope, "sso", {
    name: SSO,
    vaultAddress: vault.address,
    boundaryAddress: boundary.address,
    groupIds: [...groupIds],
  });
  const { orgId, projectId } = new Scopes(scope, "scopes", {
    name: `break-glass-${environment}`,
    description: `Emergency access to ${environment}. Every use is approved, bounded and reviewed.`,
  });
  const { authMethodId } = new SingleSignOn(scope, "login", {
    orgId,
    projectId,
    name: "vault",
    issuer: sso.issuer,
    clientId: sso.clientId,
    clientSecret: sso.clientSecret,
    claimsScope: sso.scope,
    boundaryAddress: boundary.address,
    vaultCaCertificate: vault.caCertificate,
    // No Vault token is older than the longest login; an older one never opens Boundary.
    maxAge: Math.max(600, ...Object.values(profiles).map(({ limits }) => limits.login)),
  });
  return { authMethodId, orgId, projectId };
}
