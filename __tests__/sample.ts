import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";

/** The project's own tests stand on these copies; `environments/` belongs to its users. */
export const ENVIRONMENTS = join(__dirname, "fixtures", "environments");
/** Their drills. */
export const DRILLS = join(__dirname, "fixtures", "drills");
export const SAMPLES = ["dev", "prod", "staging"];

export const OPTIONS = { environments: ENVIRONMENTS, drills: DRILLS, json: false, help: false, bootstrap: false };

/** A change of a sample: `[path, value]`, or `[path]` to delete. */
export type Change = [path: (string | number)[], value?: unknown];

/** One sample's text with changes. */
export function changed(name: string, ...changes: Change[]): string {
  const document = parseDocument(readFileSync(join(ENVIRONMENTS, `${name}.yaml`), "utf8"));
  for (const change of changes) {
    if (change.length === 1) document.deleteIn(change[0]);
    else document.setIn(change[0], change[1]);
  }
  return document.toString();
}
