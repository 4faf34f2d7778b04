import { JwtAuthBackend } from "@cdktf/provider-vault/lib/jwt-auth-backend";
import { JwtAuthBackendRole } from "@cdktf/provider-vault/lib/jwt-auth-backend-role";
import { type ITerraformDependable, TerraformVariable } from "cdktf";
import { Construct } from "constructs";
import { UserpassLogin } from "./userpass-login";

/** The corporate OIDC provider. */
export interface OidcStaffLogin {
  /** Tells the logins apart. */
  readonly kind: "oidc";
  /** Issuer of the provider, as an https URL. */
  readonly discoveryUrl: string;
  /** Id of Vault's client at the provider. */
  readonly clientId: string;
  /** Claim that equals the alias of the person's staff entity. */
  readonly userClaim: string;
  /** Where the provider may send a browser after a login. */
  readonly redirectUris: readonly string[];
}

export interface StaffLoginProps {
  /** Path of the mount, without `auth/`. */
  readonly path: string;
  /** The corporate provider, or Vault's own userpass where there is none. */
  readonly login: OidcStaffLogin | { readonly kind: "userpass" };
  /** Longest life of a token in seconds. @default 3600 */
  readonly maxTtl?: number;
  /** What Terraform makes first. @default none */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * The everyday login. It carries no emergency power: people only enrol themselves with it. Emergency
 * login does not depend on it.
 *
 * The OIDC client secret is the sensitive variable `staff_oidc_client_secret`; the provider has no
 * write-only attribute for it, so Terraform's state holds it.
 *
 * @example
 * ```ts
 * import { StaffLogin } from "vault-boundary-break-glass/constructs/vault/staff-login";
 *
 * new StaffLogin(stack, "staff", {
 *   path: "staff",
 *   login: {
 *     kind: "oidc",
 *     discoveryUrl: "https://login.example.com",
 *     clientId: "vault",
 *     userClaim: "email",
 *     redirectUris: ["https://vault.example.com:8200/ui/vault/auth/staff/oidc/callback"],
 *   },
 * });
 * ```
 */
export class StaffLogin extends Construct {
  /** Path of the mount, without `auth/`. */
  readonly path: string;
  /** Accessor of the mount, which an entity's alias names. */
  readonly accessor: string;

  constructor(scope: Construct, id: string, props: StaffLoginProps) {
    super(scope, id);
    this.path = props.path;
    const description = "Everyday login without emergency power. People enrol themselves here.";
    const maxTtl = props.maxTtl ?? 3600;
    if (props.login.kind === "userpass") {
      const { path, dependsOn } = props;
      this.accessor = new UserpassLogin(this, "Default", { path, description, maxTtl, dependsOn }).accessor;
      return;
    }
    const secret = new TerraformVariable(this, "client-secret", {
      type: "string",
      sensitive: true,
      nullable: false,
      description: "Secret of Vault's client at the corporate OIDC provider.",
    });
    secret.overrideLogicalId("staff_oidc_client_secret");
    const mount = new JwtAuthBackend(this, "Default", {
      type: "oidc",
      path: props.path,
      description,
      oidcDiscoveryUrl: props.login.discoveryUrl,
      oidcClientId: props.login.clientId,
      oidcClientSecret: secret.stringValue,
      defaultRole: "staff",
      tune: [
        {
          defaultLeaseTtl: `${maxTtl}s`,
          maxLeaseTtl: `${maxTtl}s`,
          tokenType: "default-service",
          listingVisibility: "unauth",
          allowedResponseHeaders: [],
          auditNonHmacRequestKeys: [],
          auditNonHmacResponseKeys: [],
          passthroughRequestHeaders: [],
        },
      ],
      dependsOn: props.dependsOn,
    });
    new JwtAuthBackendRole(this, "role", {
      backend: mount.path,
      roleName: "staff",
      roleType: "oidc",
      userClaim: props.login.userClaim,
      boundAudiences: [props.login.clientId],
      allowedRedirectUris: [...props.login.redirectUris],
      oidcScopes: ["profile", "email"],
      tokenTtl: maxTtl,
      tokenMaxTtl: maxTtl,
    });
    this.accessor = mount.accessor;
  }
}
