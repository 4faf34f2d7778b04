import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TerraformStack } from "cdktf";
import { parseDocument } from "yaml";
import { type Loaded, loadEnvironments } from "../config/load";
import { parseEnvironment } from "../config/parse";
import type { Environment } from "../config/schema";
import { ENGINES } from "../constructs/engines";
import { buildApp } from "../stacks/app";

/** The project's own tests stand on these copies; `environments/` belongs to its users. */
export const ENVIRONMENTS = join(__dirname, "fixtures", "environments");
/** Their drills. */
export const DRILLS = join(__dirname, "fixtures", "drills");
export const SAMPLES = ["dev", "prod", "staging"];

export const OPTIONS = { environments: ENVIRONMENTS, drills: DRILLS, json: false, help: false, bootstrap: false };

/** All samples as of their own date. */
export const loadSamples = (): Loaded => loadEnvironments(OPTIONS, ENGINES);

const temporary: string[] = [];
afterAll(() => {
  for (const folder of temporary) rmSync(folder, { recursive: true, force: true });
});

/** A new folder that is removed after the test file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "break-glass-"));
  temporary.push(folder);
  return folder;
}

/** One sample's text with changes: `[path, value]`, or `[path]` to delete. */
export function changed(name: string, ...changes: [(string | number)[], unknown?][]): string {
  const document = parseDocument(readFileSync(join(ENVIRONMENTS, `${name}.yaml`), "utf8"));
  for (const change of changes) {
    if (change.length === 1) document.deleteIn(change[0]);
    else document.setIn(change[0], change[1]);
  }
  return document.toString();
}

/** A sample with changes that keep it valid. */
export function environmentWith(name: string, ...changes: [(string | number)[], unknown?][]): Environment {
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
