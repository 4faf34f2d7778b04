import { Policy } from "@cdktf/provider-vault/lib/policy";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { PolicyRule } from "../../policies/policy-rule";
import { renderPolicy } from "../../policies/render-policy";

export interface BreakGlassPolicyProps {
  /** Name in Vault. */
  readonly name: string;
  readonly rules: readonly PolicyRule[];
  /** @default none */
  readonly dependsOn?: ITerraformDependable[];
}

/** A Vault ACL policy from typed rules. @throws ConstructError as `renderPolicy` does */
export class BreakGlassPolicy extends Construct {
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
