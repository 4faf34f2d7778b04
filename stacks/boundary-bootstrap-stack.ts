import { BoundaryProvider } from "@cdktf/provider-boundary/lib/provider";
import { TerraformOutput, TerraformVariable } from "cdktf";
import type { Construct } from "constructs";
import type { Environment } from "../config/schema";
import { PipelineAccount } from "../constructs/boundary/pipeline-account";
import { PIPELINE } from "../model/names";
import { EnvironmentStack } from "./environment-stack";

/**
 * `<env>-boundary-bootstrap`: the pipeline's account in a new Boundary, applied once with the recovery
 * KMS by the holders of the keys. Synthesized only with `--bootstrap`.
 */
export class BoundaryBootstrapStack extends EnvironmentStack {
  constructor(scope: Construct, environment: Environment, asOf: string) {
    super(scope, `${environment.environment}-boundary-bootstrap`, environment, asOf);
    const recovery = new TerraformVariable(this, "recovery_kms_hcl", {
      type: "string",
      nullable: false,
      sensitive: true,
      description: "The kms block with purpose recovery, or the path of a file that holds it.",
    });
    recovery.addOverride("ephemeral", true);
    new BoundaryProvider(this, "boundary", {
      addr: environment.boundary.address,
      recoveryKmsHcl: recovery.stringValue,
    });
    const account = new PipelineAccount(this, "pipeline", { name: PIPELINE });
    new TerraformOutput(this, "boundary_auth_method_id", { value: account.authMethodId });
    new TerraformOutput(this, "boundary_account_id", { value: account.accountId });
  }
}
