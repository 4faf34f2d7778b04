import { JwtAuthBackend } from "@cdktf/provider-vault/lib/jwt-auth-backend";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";

export interface ActivationLoginProps {
  /** Path of the mount, without `auth/`. */
  readonly path: string;
  /** Vault's own https address, as Vault reaches itself. */
  readonly vaultAddress: string;
  /** Namespace of Vault (Enterprise). @default none */
  readonly vaultNamespace?: string;
  /** PEM of the CA of Vault's listener. @default the CAs of Vault's operating system */
  readonly vaultCaCertificate?: string;
  /** What Terraform makes first. @default none */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * The JWT mount where a responder presents an approval that Vault itself signed. It trusts Vault's
 * identity tokens only, and depends on no other identity provider.
 *
 * Writing it makes Vault fetch its own keys, so `vaultAddress` must answer at deployment.
 *
 * @example
 * ```ts
 * import { ActivationLogin } from "vault-boundary-break-glass/constructs/vault/activation-login";
 *
 * new ActivationLogin(stack, "activation", {
 *   path: "break-glass",
 *   vaultAddress: "https://vault.example.com:8200",
 * });
 * ```
 */
export class ActivationLogin extends Construct {
  /** Path of the mount, without `auth/`. */
  readonly path: string;
  /** Accessor of the mount, which an MFA enforcement and an entity's alias name. */
  readonly accessor: string;
  /** Login path, which a rate limit names. */
  readonly loginPath: string;
  /** The mount. A quota on its login path depends on it: Vault refuses one without a mount. */
  readonly ready: ITerraformDependable;

  constructor(scope: Construct, id: string, props: ActivationLoginProps) {
    super(scope, id);
    const root = props.vaultNamespace === undefined ? "v1" : `v1/${props.vaultNamespace}`;
    const issuer = `${props.vaultAddress}/${root}/identity/oidc`;
    const mount = new JwtAuthBackend(this, "Default", {
      type: "jwt",
      path: props.path,
      description: "Break-glass activation: another person's approval, and one's own second factor.",
      jwksUrl: `${issuer}/.well-known/keys`,
      jwksCaPem: props.vaultCaCertificate,
      boundIssuer: issuer,
      jwtSupportedAlgs: ["ES256"],
      dependsOn: props.dependsOn,
    });
    this.path = props.path;
    this.accessor = mount.accessor;
    this.loginPath = `auth/${props.path}/login`;
    this.ready = mount;
  }
}
