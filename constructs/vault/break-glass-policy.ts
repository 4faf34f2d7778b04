import { Policy } from "@cdktf/provider-vault/lib/policy";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { PolicyRule } from "../../policies/policy-rule";
import { renderPolicy } from "../../policies/render-policy";

export interface BreakGlassPolicyProps {
  /** Name in Vault. */
  readonly name: string;
  /** The `path` blocks of the policy. No path may stand there twice. */
  readonly rules: readonly PolicyRule[];
  /** What Terraform makes first. @default none */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * A Vault ACL policy from typed rules.
 *
 * @throws ConstructError on a rule that Vault would refuse or read as something else.
 * @see https://developer.hashicorp.com/vault/docs/concepts/policies
 *
 * @example
 * ```ts
 * import { BreakGlassPolicy } from "vault-boundary-break-glass/constructs/vault/break-glass-policy";
 *
 * new BreakGlassPolicy(stack, "policy", {
 *   name: "bg_senior-dba",
 *   rules: [
 *     { path: "kv/data/runbooks/*", capabilities: ["read"], comment: "What to do in an emergency." },
 *     {
 *       path: "identity/oidc/token/approve_maya-chen_senior-dba",
 *       capabilities: ["read"],
 *       minWrappingTtl: 30,
 *       maxWrappingTtl: 300,
 *     },
 *   ],
 * });
 * ```
 */
export class BreakGlassPolicy extends Construct {
  /** Name in Vault, for what carries the policy. */
  readonly name: string;

  constructor(scope: Construct, id: string, props: BreakGlassPolicyProps) {
    super(scope, id);
    const policy = new Policy(this, "Default", {
      name: props.name,
      policy: renderPolicy(props.rules),
      dependsOn: props.dependsOn,
    });
    this.name = policy.name;
  }
}
