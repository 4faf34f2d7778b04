import { TerraformBackend, type TerraformRemoteState } from "cdktf";
import type { Construct } from "constructs";
import { type BackendConfig, backendArguments } from "../config/backends";

/** The place of one stack's state: any backend of Terraform, in Terraform's own argument names. */
export class StateBackend extends TerraformBackend {
  constructor(
    scope: Construct,
    private readonly config: BackendConfig,
    private readonly stack: string,
  ) {
    super(scope, "backend", config.kind);
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return backendArguments(this.config, this.stack);
  }

  override getRemoteStateDataSource(_scope: Construct, _name: string, fromStack: string): TerraformRemoteState {
    throw new Error(`No other stack may read the state of ${fromStack}, because it holds secrets.`);
  }
}
