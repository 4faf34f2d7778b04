import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { TerraformResource } from "cdktf";
import type { Loaded } from "../config/load";
import { checkGuardrails, GuardrailsFailed } from "../guardrails/check";
import type { Built } from "./app";

/**
 * Writes every stack or nothing. All validations and guardrails run before the first file. Returns the number of
 * managed resources by environment and stack.
 *
 * @throws GuardrailsFailed with every finding; Error if a validation fails, or if cdktf would emit fewer resources than
 * were declared. (It drops characters from ids, so two ids can silently become one.)
 */
export function synthesize({ app, stacks }: Built, loaded: Loaded): Map<string, Map<string, number>> {
  const all = [...stacks.values()].flat();
  const resources = new Map<string, Map<string, number>>();
  for (const [environment, list] of stacks) {
    resources.set(environment, new Map(list.map((stack) => [stack.node.id, countResources(stack)])));
  }
  for (const stack of all) stack.runAllValidations();
  const findings = checkGuardrails(loaded, stacks)
    .filter(({ rule }) => rule.stops === "synth")
    .flatMap((outcome) => outcome.findings);
  if (findings.length > 0) throw new GuardrailsFailed(findings);
  mkdirSync(app.outdir, { recursive: true });
  app.synth();
  removeStale(app.outdir, new Set(all.map((stack) => stack.node.id)));
  return resources;
}

function countResources(stack: Built["stacks"] extends ReadonlyMap<string, readonly (infer S)[]> ? S : never): number {
  const declared = stack.node
    .findAll()
    .filter((node): node is TerraformResource => TerraformResource.isTerraformResource(node));
  const addresses = new Set(
    declared.map((resource) => `${resource.terraformResourceType}.${resource.friendlyUniqueId}`),
  );
  if (addresses.size < declared.length) {
    throw new Error(
      `${stack.node.id}: ${declared.length} resources were declared, ${addresses.size} would be emitted.`,
    );
  }
  return addresses.size;
}

/** Nobody must apply a stack by mistake that is no longer declared. Terraform's own files there stay. */
function removeStale(outdir: string, declared: ReadonlySet<string>): void {
  const folder = join(outdir, "stacks");
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    if (!declared.has(name)) rmSync(join(folder, name, "cdk.tf.json"), { force: true });
  }
}
