import type { Construct } from "constructs";
import type { Environment } from "../config/schema";
import { Foundation } from "../constructs/foundation";
import { EnvironmentStack } from "./environment-stack";

/** `<env>-foundation`: Vault's trust anchors, applied by the holders of the keys, before Boundary exists. */
export class FoundationStack extends EnvironmentStack {
  constructor(scope: Construct, environment: Environment, asOf: string) {
    super(scope, `${environment.environment}-foundation`, environment, asOf);
    this.vaultProvider(environment);
    new Foundation(this, "foundation", environment);
  }
}
