import { Token as VaultToken } from "@cdktf/provider-vault/lib/token";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { CredentialRequest } from "../../policies/credential-request";
import { boundaryRules } from "../../policies/machines";
import { BreakGlassPolicy } from "./break-glass-policy";

export interface BoundaryTokenProps {
  /** Name of the token's policy. */
  readonly policyName: string;
  /** Token role that makes it an orphan, binds its networks and bounds its policies. */
  readonly roleName: string;
  /** Exactly the credentials that it may ask for. */
  readonly credentials: readonly CredentialRequest[];
  /** Seconds that Boundary may be down before the token dies. @default 86400 */
  readonly period?: number;
  /** What must outlive the token: a credential role whose leases it holds. @default none */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * Boundary's own Vault token for one credential store: orphan, periodic, renewable, without the
 * default policy, and with exactly the store's credentials. Terraform's state holds it.
 */
export class BoundaryToken extends Construct {
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
