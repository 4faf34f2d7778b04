import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { TerraformResource, type TerraformStack } from "cdktf";
import type { Built } from "./app";

/** Number of managed resources, by environment and stack. */
export type ResourceCounts = ReadonlyMap<string, ReadonlyMap<string, number>>;

/**
 * Runs the validations of every stack and counts its resources. Writes nothing.
 *
 * @throws Error if a validation fails, or if cdktf would emit fewer resources than were declared. (It drops characters
 * from ids, so two ids can silently become one.)
 */
export function validateStacks({ stacks }: Built): ResourceCounts {
  const counts = [...stacks].map(
    ([environment, list]) =>
      [environment, new Map(list.map((stack) => [stack.node.id, countResources(stack)]))] as const,
  );
  for (const stack of [...stacks.values()].flat()) stack.runAllValidations();
  return new Map(counts);
}

/** Writes every stack below the app's folder, and removes those that are no longer declared. */
export function writeStacks({ app, stacks }: Built): void {
  mkdirSync(app.outdir, { recursive: true });
  app.synth();
  removeStale(app.outdir, new Set([...stacks.values()].flat().map((stack) => stack.node.id)));
}

function countResources(stack: TerraformStack): number {
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

/** A stack that is no longer declared must not be applied by mistake; what Terraform left there stays. */
function removeStale(outdir: string, declared: ReadonlySet<string>): void {
  const folder = join(outdir, "stacks");
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    if (!declared.has(name)) rmSync(join(folder, name, "cdk.tf.json"), { force: true });
  }
}
