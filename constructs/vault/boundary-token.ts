import { Token as VaultToken } from "@cdktf/provider-vault/lib/token";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { CredentialRequest } from "../../policies/credential-request";
import { boundaryRules } from "../../policies/machines";
import { BreakGlassPolicy } from "./break-glass-policy";

export interface BoundaryTokenProps {
  /** Name of the token's policy. */
  readonly policyName: string;
  /** Name of the token role that makes it an orphan, binds its networks and bounds its policies. */
  readonly roleName: string;
  /** Requests for credentials that the token may make. It may make no other. */
  readonly credentials: readonly CredentialRequest[];
  /** Period in seconds. Boundary may be down that long before the token ends. @default 86400 */
  readonly period?: number;
  /** What must outlive the token: a credential role whose leases it holds. @default none */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * Boundary's own Vault token for one credential store: orphan, periodic, renewable, without the
 * default policy, and with exactly the store's credentials. Terraform's state holds it.
 *
 * @example
 * ```ts
 * import { CredentialStore } from "vault-boundary-break-glass/constructs/boundary/credential-store";
 * import { BoundaryToken } from "vault-boundary-break-glass/constructs/vault/boundary-token";
 *
 * const path = "break-glass-orders-db/creds/{{.User.FullName}}_orders-db";
 * const { token } = new BoundaryToken(stack, "token", {
 *   policyName: "boundary_senior-dba_0",
 *   roleName: "break-glass-boundary",
 *   credentials: [{ path: "break-glass-orders-db/creds/bg_maya-chen_senior-dba_orders-db" }],
 * });
 * const store = new CredentialStore(stack, "store", {
 *   projectId: "p_1234567890",
 *   name: "senior-dba",
 *   vaultAddress: "https://vault.example.com:8200",
 *   token,
 * });
 * store.library({ id: "orders-db", name: "orders-db", request: { path } });
 * ```
 */
export class BoundaryToken extends Construct {
  /** The token itself, for a credential store. */
  readonly token: string;

  constructor(scope: Construct, id: string, props: BoundaryTokenProps) {
    super(scope, id);
    const rules = boundaryRules(props.credentials);
    const policy = new BreakGlassPolicy(this, "policy", { name: props.policyName, rules });
    const token = new VaultToken(this, "Default", {
      roleName: props.roleName,
      policies: [policy.name],
      noParent: true,
      noDefaultPolicy: true,
      renewable: true,
      period: `${props.period ?? 86400}s`,
      // Vault writes `-` for `_` here; as it answers, so that a second plan is empty.
      displayName: props.policyName.replaceAll("_", "-"),
      dependsOn: props.dependsOn,
    });
    this.token = token.clientToken;
  }
}
