import { IdentityOidcRole } from "@cdktf/provider-vault/lib/identity-oidc-role";
import { Construct } from "constructs";

export interface ApprovalProps {
  /** Name of the OIDC role; approvers read `identity/oidc/token/<name>`. */
  readonly name: string;
  /** Name of the signing key. */
  readonly key: string;
  /** Audience of the JWT, and the only one that the key signs for. */
  readonly audience: string;
  /** Name of the entity that the approval is for. */
  readonly subject: string;
  /** Profile that the approval opens. */
  readonly profile: string;
  /** Life of the JWT in seconds. @default 300 */
  readonly ttl?: number;
}

/**
 * The template of one approval: for one responder and one profile, signed by Vault, naming the entity
 * that asked for it. A JWT is not single-use within its ttl, so the ttl is short.
 *
 * @example
 * ```ts
 * import { Approval } from "vault-boundary-break-glass/constructs/vault/approval";
 *
 * new Approval(stack, "approval", {
 *   name: "approve_maya-chen_senior-dba",
 *   key: "approvals",
 *   audience: "break-glass-prod",
 *   subject: "bg_maya-chen_senior-dba",
 *   profile: "senior-dba",
 *   ttl: 120,
 * });
 * ```
 */
export class Approval extends Construct {
  constructor(scope: Construct, id: string, props: ApprovalProps) {
    super(scope, id);
    const fixed = JSON.stringify({ subject: props.subject, profile: props.profile });
    new IdentityOidcRole(this, "Default", {
      name: props.name,
      key: props.key,
      clientId: props.audience,
      ttl: props.ttl ?? 300,
      template: `${fixed.slice(0, -1)},"approver":{{identity.entity.name}}}`,
    });
  }
}
