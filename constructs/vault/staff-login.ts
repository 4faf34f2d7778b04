import { JwtAuthBackend } from "@cdktf/provider-vault/lib/jwt-auth-backend";
import { JwtAuthBackendRole } from "@cdktf/provider-vault/lib/jwt-auth-backend-role";
import { type ITerraformDependable, TerraformVariable } from "cdktf";
import { Construct } from "constructs";
import { UserpassLogin } from "./userpass-login";

/** The corporate OIDC provider. */
export interface OidcStaffLogin {
  readonly kind: "oidc";
  readonly discoveryUrl: string;
  readonly clientId: string;
  /** Claim that equals the alias of the person's staff entity. */
  readonly userClaim: string;
  readonly redirectUris: readonly string[];
}

export interface StaffLoginProps {
  readonly path: string;
  /** The corporate provider, or Vault's own userpass where there is none. */
  readonly login: OidcStaffLogin | { readonly kind: "userpass" };
  /** Seconds. @default 3600 */
  readonly maxTtl?: number;
  /** @default none */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * The everyday login. It carries no emergency power: it only lets a person enrol himself. Emergency
 * login does not depend on it.
 *
 * The OIDC client secret is the sensitive variable `staff_oidc_client_secret`; the provider has no
 * write-only attribute for it, so Terraform's state holds it.
 */
export class StaffLogin extends Construct {
  readonly path: string;
  readonly accessor: string;

  constructor(scope: Construct, id: string, props: StaffLoginProps) {
    super(scope, id);
    this.path = props.path;
    const description = "Everyday login. No emergency power: people enrol themselves here.";
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
