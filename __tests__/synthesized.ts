import type { TerraformStack } from "cdktf";
import { type Loaded, loadEnvironments } from "../config/load";
import { parseEnvironment } from "../config/parse";
import type { Environment } from "../config/schema";
import { ENGINES } from "../constructs/engines";
import { buildApp } from "../stacks/app";
import { type Change, changed, OPTIONS } from "./sample";

/** All samples as of their own date. */
export const loadSamples = (): Loaded => loadEnvironments(OPTIONS, ENGINES);

/** A sample with changes that keep it valid. */
export function environmentWith(name: string, ...changes: Change[]): Environment {
  const parsed = parseEnvironment(`${name}.yaml`, changed(name, ...changes), ENGINES);
  if ("problems" in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.environment;
}

// biome-ignore lint/suspicious/noExplicitAny: Terraform's JSON has no type here
export type Json = any;

/** Terraform's JSON of each stack of some environments. */
export function stacksOf(...environments: Environment[]): Record<string, Json> {
  const loaded: Loaded = {
    asOf: "2026-11-01T00:00:00.000Z",
    drills: "drills",
    environments: environments.map((environment) => ({
      declared: environment,
      environment,
      leftOut: [],
      lastDrill: null,
      locate: () => ({ file: "", line: 1, column: 1 }),
    })),
  };
  return jsonOf(loaded);
}

export function jsonOf(loaded: Loaded): Record<string, Json> {
  const { stacks } = buildApp(loaded, OPTIONS, { outdir: "/nonexistent" });
  const all: TerraformStack[] = [...stacks.values()].flat();
  for (const stack of all) stack.prepareStack();
  return Object.fromEntries(all.map((stack) => [stack.node.id, stack.toTerraform()]));
}

/** Resources of one type, by the `name` (or another key) that they have in their service. */
export function resources(stack: Json, type: string, key = "name"): Map<string, Json> {
  const list: Json[] = Object.values(stack.resource[type] ?? {});
  return new Map(list.map((resource) => [resource[key], resource]));
}
