import { AuthMethodOidc } from "@cdktf/provider-boundary/lib/auth-method-oidc";
import { Role } from "@cdktf/provider-boundary/lib/role";
import { Construct } from "constructs";
import { LOGIN_GRANTS } from "../../policies/boundary-grants";

export interface SingleSignOnProps {
  readonly orgId: string;
  readonly projectId: string;
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Scope that carries the entity's name and groups. */
  readonly claimsScope: string;
  readonly boundaryAddress: string;
  /** PEM of the CA of Vault's listener. @default the CAs of the controllers' operating systems */
  readonly vaultCaCertificate?: string;
  /** Seconds; an older Vault login is refused. Positive: 0 breaks the login. */
  readonly maxAge: number;
}

/**
 * Boundary's login through Vault, and what everybody needs around it: anonymous users may use this
 * one auth method, logged-in users see and end their own sessions and tokens.
 */
export class SingleSignOn extends Construct {
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
      description: "Anybody may start a login, and nothing else.",
      grantScopeIds: ["this"],
      grantStrings: LOGIN_GRANTS,
      principalIds: ["u_anon"],
    });
    new Role(this, "own-tokens", {
      scopeId: props.orgId,
      name: "own-tokens",
      description: "Everybody sees and ends his own tokens.",
      grantScopeIds: ["this"],
      grantStrings: ["ids=*;type=auth-token;actions=list,read:self,delete:self"],
      principalIds: ["u_auth"],
    });
    new Role(this, "own-sessions", {
      scopeId: props.projectId,
      name: "own-sessions",
      description: "Everybody sees and ends his own sessions.",
      grantScopeIds: ["this"],
      grantStrings: ["ids=*;type=session;actions=list,read:self,cancel:self"],
      principalIds: ["u_auth"],
    });
  }
}
