import { JwtAuthBackend } from "@cdktf/provider-vault/lib/jwt-auth-backend";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";

export interface ActivationLoginProps {
  readonly path: string;
  /** Vault's own address, as Vault reaches itself. */
  readonly vaultAddress: string;
  /** Namespace of Vault (Enterprise). @default none */
  readonly vaultNamespace?: string;
  /** PEM of the CA of Vault's listener. @default the CAs of Vault's operating system */
  readonly vaultCaCertificate?: string;
  /** @default none */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * The JWT mount where a responder presents an approval that Vault itself signed. It trusts Vault's
 * identity tokens only, and depends on no other identity provider.
 *
 * Writing it makes Vault fetch its own keys, so `vaultAddress` must answer at deployment.
 */
export class ActivationLogin extends Construct {
  readonly path: string;
  readonly accessor: string;
  /** What a rate limit names. */
  readonly loginPath: string;
  /** For what Vault accepts only once the mount is there: a quota on its login path. */
  readonly ready: ITerraformDependable;

  constructor(scope: Construct, id: string, props: ActivationLoginProps) {
    super(scope, id);
    const root = props.vaultNamespace === undefined ? "v1" : `v1/${props.vaultNamespace}`;
    const issuer = `${props.vaultAddress}/${root}/identity/oidc`;
    const mount = new JwtAuthBackend(this, "Default", {
      type: "jwt",
      path: props.path,
      description: "Break-glass activation: an approval of somebody else, and one's own MFA.",
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
