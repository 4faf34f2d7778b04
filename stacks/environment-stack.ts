import { VaultProvider } from "@cdktf/provider-vault/lib/provider";
import { type TerraformElement, TerraformLocal, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct, Node } from "constructs";
import type { Environment } from "../config/schema";
import { stackJson } from "./stack-json";
import { StateBackend } from "./state-backend";

/** The oldest Terraform with ephemeral variables and write-only attributes. */
const TERRAFORM_VERSION = ">= 1.11.0";
/** A plan depends on dates. An older plan could give back access that a date removed. */
const OLDEST_SYNTHESIS = "24h";

/** The shared part of an environment's stacks: state, Terraform's version, Vault's provider, and the age limit. */
export abstract class EnvironmentStack extends TerraformStack {
  private readonly logicalIds = new Map<TerraformElement | Node, string>();

  constructor(scope: Construct, id: string, environment: Environment, asOf: string) {
    super(scope, id);
    new StateBackend(this, environment.backend, id);
    this.addOverride("terraform.required_version", TERRAFORM_VERSION);
    // Terraform refuses a condition that refers to nothing.
    const synthesized = new TerraformLocal(this, "synthesized-as-of", asOf);
    synthesized.overrideLogicalId("synthesized_as_of");
    const age = new TerraformOutput(this, "environment", {
      value: environment.environment,
      description: "Name of the environment. Its precondition refuses a plan of an old synthesis.",
    });
    age.overrideLogicalId("environment");
    // An override, because cdktf 0.21 takes a precondition of an output and drops it.
    age.addOverride("precondition", [
      {
        condition: `\${timecmp(plantimestamp(), timeadd(local.synthesized_as_of, "${OLDEST_SYNTHESIS}")) <= 0}`,
        error_message: `This plan was synthesized as of ${asOf}, more than ${OLDEST_SYNTHESIS} ago. Synthesize again. If the date comes from a sample, remove AS_OF.sample first.`,
      },
    ]);
  }

  /**
   * cdktf resolves every element once more here to find references to other stacks, a fifth of the time
   * of synthesis. No value crosses these stacks (a test sees to it), so there is none to find.
   */
  override prepareStack(): void {}

  /** cdktf hashes the path of an element each time that it needs its id. */
  protected override allocateLogicalId(element: TerraformElement | Node): string {
    const known = this.logicalIds?.get(element);
    if (known !== undefined) return known;
    const id = super.allocateLogicalId(element);
    this.logicalIds?.set(element, id);
    return id;
  }

  private json: Record<string, unknown> | undefined;

  /** Made once, so that the guardrails check the same JSON that is written. */
  override toTerraform(): Record<string, unknown> {
    this.json ??= stackJson(this, this.node.tryGetContext("cdktfVersion"), this["rawOverrides"]);
    return this.json;
  }

  /**
   * Vault's provider. Its token comes from VAULT_TOKEN and its CA from VAULT_CACERT; it makes no child
   * token, which the pipeline's policy does not allow.
   */
  protected vaultProvider({ vault }: Environment): void {
    new VaultProvider(this, "vault", { address: vault.address, namespace: vault.namespace, skipChildToken: true });
  }
}
