import { AuthMethodOidc } from "@cdktf/provider-boundary/lib/auth-method-oidc";
import { Role } from "@cdktf/provider-boundary/lib/role";
import { Construct } from "constructs";
import { LOGIN_GRANTS } from "../../policies/boundary-grants";

export interface SingleSignOnProps {
  /** Id of the org where people log in. */
  readonly orgId: string;
  /** Id of the project where their sessions are. */
  readonly projectId: string;
  /** Name of the auth method. */
  readonly name: string;
  /** Issuer of Vault's OIDC provider. */
  readonly issuer: string;
  /** Id of Boundary's client at Vault. */
  readonly clientId: string;
  /** Secret of that client. */
  readonly clientSecret: string;
  /** Scope that carries the entity's name and groups. */
  readonly claimsScope: string;
  /** Boundary's https address, to which a login returns. */
  readonly boundaryAddress: string;
  /** PEM of the CA of Vault's listener. @default the CAs of the controllers' operating systems */
  readonly vaultCaCertificate?: string;
  /** Oldest Vault login that opens Boundary, in seconds. It is positive: 0 breaks the login. */
  readonly maxAge: number;
}

/**
 * Boundary's login through Vault, and what everybody needs around it. Anonymous users may use this one auth method.
 * Users who have logged in see and end their own sessions and tokens.
 *
 * @example
 * ```ts
 * import { Scopes } from "vault-boundary-break-glass/constructs/boundary/scopes";
 * import { SingleSignOn } from "vault-boundary-break-glass/constructs/boundary/single-sign-on";
 * import { BoundarySso } from "vault-boundary-break-glass/constructs/vault/boundary-sso";
 *
 * const boundaryAddress = "https://boundary.example.com";
 * const vaultAddress = "https://vault.example.com:8200";
 * const { orgId, projectId } = new Scopes(stack, "scopes", { name: "break-glass", description: "Emergencies." });
 * const sso = new BoundarySso(stack, "sso", { name: "boundary", vaultAddress, boundaryAddress, groupIds: [] });
 * new SingleSignOn(stack, "login", {
 *   orgId,
 *   projectId,
 *   name: "vault",
 *   issuer: sso.issuer,
 *   clientId: sso.clientId,
 *   clientSecret: sso.clientSecret,
 *   claimsScope: sso.scope,
 *   boundaryAddress,
 *   maxAge: 900,
 * });
 * ```
 */
export class SingleSignOn extends Construct {
  /** Id of the auth method, which people name when they log in. */
  readonly authMethodId: string;

  constructor(scope: Construct, id: string, props: SingleSignOnProps) {
    super(scope, id);
    const method = new AuthMethodOidc(this, "Default", {
      scopeId: props.orgId,
      name: props.name,
      description: "Vault as the identity provider.",
      issuer: props.issuer,
      clientId: props.clientId,
      clientSecret: props.clientSecret,
      signingAlgorithms: ["ES256"],
      apiUrlPrefix: props.boundaryAddress,
      claimsScopes: [props.claimsScope],
      accountClaimMaps: ["username=name"],
      idpCaCerts: props.vaultCaCertificate === undefined ? undefined : [props.vaultCaCertificate],
      maxAge: props.maxAge,
      state: "active-public",
      isPrimaryForScope: true,
    });
    this.authMethodId = method.id;
    new Role(this, "anonymous", {
      scopeId: props.orgId,
      name: "login",
      description: "Anybody may start a login, but nothing else.",
      grantScopeIds: ["this"],
      grantStrings: LOGIN_GRANTS,
      principalIds: ["u_anon"],
    });
    new Role(this, "own-tokens", {
      scopeId: props.orgId,
      name: "own-tokens",
      description: "Everybody sees and ends their own tokens.",
      grantScopeIds: ["this"],
      grantStrings: ["ids=*;type=auth-token;actions=list,read:self,delete:self"],
      principalIds: ["u_auth"],
    });
    new Role(this, "own-sessions", {
      scopeId: props.projectId,
      name: "own-sessions",
      description: "Everybody sees and ends their own sessions.",
      grantScopeIds: ["this"],
      grantStrings: ["ids=*;type=session;actions=list,read:self,cancel:self"],
      principalIds: ["u_auth"],
    });
  }
}
