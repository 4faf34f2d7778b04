import { IdentityOidc } from "@cdktf/provider-vault/lib/identity-oidc";
import { IdentityOidcKey } from "@cdktf/provider-vault/lib/identity-oidc-key";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";

export interface ApprovalKeyProps {
  /** Name of the key in Vault. */
  readonly name: string;
  /** Vault's https address; the issuer of approvals is `<address>/v1/identity/oidc`. */
  readonly vaultAddress: string;
  /** The only audience that the key signs for. */
  readonly audience: string;
  /** What Terraform makes first. @default none */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * The key that signs approvals. It signs for one audience, which is known before any responder is. So it never
 * changes when people do, and stays out of the pipeline's reach (docs/adr/0003).
 *
 * It also sets the issuer of all identity tokens of this Vault, which is a setting of the whole namespace.
 *
 * @example
 * ```ts
 * import { Approval } from "vault-boundary-break-glass/constructs/vault/approval";
 * import { ApprovalKey } from "vault-boundary-break-glass/constructs/vault/approval-key";
 *
 * const audience = "break-glass-prod";
 * const vaultAddress = "https://vault.example.com:8200";
 * const key = new ApprovalKey(stack, "approval-key", { name: "approvals", vaultAddress, audience });
 * new Approval(stack, "approval", {
 *   name: "approve_maya-chen_senior-dba",
 *   key: key.name,
 *   audience,
 *   subject: "bg_maya-chen_senior-dba",
 *   profile: "senior-dba",
 * });
 * ```
 */
export class ApprovalKey extends Construct {
  /** Name of the key, for the approvals that it signs. */
  readonly name: string;

  constructor(scope: Construct, id: string, props: ApprovalKeyProps) {
    super(scope, id);
    const issuer = new IdentityOidc(this, "issuer", { issuer: props.vaultAddress, dependsOn: props.dependsOn });
    const key = new IdentityOidcKey(this, "Default", {
      name: props.name,
      algorithm: "ES256",
      allowedClientIds: [props.audience],
      // A day's rotation bounds what a leaked key is worth; verification covers the longest approval.
      rotationPeriod: 86400,
      verificationTtl: 1800,
      dependsOn: [issuer],
    });
    this.name = key.name;
  }
}
