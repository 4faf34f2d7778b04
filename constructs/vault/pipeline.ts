import { TokenAuthBackendRole } from "@cdktf/provider-vault/lib/token-auth-backend-role";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { type PipelineDuty, pipelineRules } from "../../policies/machines";
import { BreakGlassPolicy } from "./break-glass-policy";

export interface PipelineProps extends PipelineDuty {
  /** Name of the pipeline's policy and of its token role. */
  readonly name: string;
  /** Name of the token role for Boundary's tokens. */
  readonly boundaryTokenRole: string;
  /** Longest life of a pipeline token in seconds. @default 3600 */
  readonly maxTtl?: number;
  /** Networks of the pipeline in CIDR notation, to which its tokens are bound. @default everywhere */
  readonly pipelineCidrs?: readonly string[];
  /** Networks of Boundary's controllers in CIDR notation, to which its tokens are bound. @default everywhere */
  readonly controllerCidrs?: readonly string[];
  /** What Terraform makes first. @default none */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * The identity that applies the break-glass stack: a token role. Its tokens are orphans, live at most an hour by
 * default, and carry the generated policy alone.
 *
 * The tokens belong to no entity, so that no group that the pipeline writes can ever give them anything.
 *
 * @example
 * ```ts
 * import { Pipeline } from "vault-boundary-break-glass/constructs/vault/pipeline";
 *
 * new Pipeline(stack, "pipeline", {
 *   name: "break-glass-pipeline",
 *   boundaryTokenRole: "break-glass-boundary",
 *   credentialMounts: [{ path: "break-glass-+", configuration: ["config/+", "roles/*"] }],
 *   pipelineCidrs: ["10.30.0.0/28"],
 *   controllerCidrs: ["10.20.0.0/24"],
 * });
 * ```
 */
export class Pipeline extends Construct {
  constructor(scope: Construct, id: string, props: PipelineProps) {
    super(scope, id);
    const policy = new BreakGlassPolicy(this, "policy", {
      name: props.name,
      rules: pipelineRules(props),
      dependsOn: props.dependsOn,
    });
    const maxTtl = props.maxTtl ?? 3600;
    new TokenAuthBackendRole(this, "Default", {
      roleName: props.name,
      allowedPolicies: [policy.name],
      orphan: true,
      renewable: false,
      tokenNoDefaultPolicy: true,
      tokenExplicitMaxTtl: maxTtl,
      tokenType: "service",
      tokenBoundCidrs: props.pipelineCidrs === undefined ? undefined : [...props.pipelineCidrs],
      dependsOn: props.dependsOn,
    });
    new TokenAuthBackendRole(this, "boundary-tokens", {
      roleName: props.boundaryTokenRole,
      allowedPoliciesGlob: ["boundary_*"],
      orphan: true,
      renewable: true,
      tokenNoDefaultPolicy: true,
      tokenType: "service",
      tokenBoundCidrs: props.controllerCidrs === undefined ? undefined : [...props.controllerCidrs],
      dependsOn: props.dependsOn,
    });
  }
}
