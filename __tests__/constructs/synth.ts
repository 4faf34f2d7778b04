import { TerraformStack, Testing } from "cdktf";
import type { Construct } from "constructs";
import type { Json } from "../synthesized";
import { temporaryFolder } from "../temporary-folder";

export type { Json };

/** Terraform's JSON of what is declared. */
export function synth(declare: (scope: Construct) => void): Json {
  const stack = new TerraformStack(Testing.app({ outdir: temporaryFolder() }), "stack");
  declare(stack);
  return JSON.parse(Testing.synth(stack));
}

/** Resources of a type. */
export const all = (json: Json, type: string): Json[] => Object.values(json.resource[type] ?? {});

/** The one resource of a type. */
export function only(json: Json, type: string): Json {
  const resources = all(json, type);
  expect(resources).toHaveLength(1);
  return resources[0];
}
