import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { temporaryFolder } from "../temporary-folder";

const PROJECT = join(__dirname, "..", "..");
const DEPCRUISE = join(PROJECT, "node_modules", "dependency-cruiser", "bin", "dependency-cruise.mjs");
const RULES = join(PROJECT, ".dependency-cruiser.js");

/** What the project's check says of some files: `rule from -> to`, and how it ends. */
function check(files: Record<string, string>) {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  const args = [DEPCRUISE, "--config", RULES, "--output-type", "json", "."];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
  if (stdout === "") throw new Error(stderr);
  const { summary } = JSON.parse(stdout) as {
    summary: { error: number; violations: { rule: { name: string }; from: string; to: string }[] };
  };
  return {
    errors: summary.error,
    violations: summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`).sort(),
  };
}

const NOTHING = "export const nothing = 1;\n";
const TYPE = "export interface Thing {\n  readonly name: string;\n}\n";

test("arrows that run down are let pass", () => {
  const { errors } = check({
    "config/a.ts": TYPE,
    "model/b.ts": 'import type { Thing } from "../config/a";\nexport type Things = Thing[];\n',
    "guardrails/c.ts": 'import type { Things } from "../model/b";\nexport type More = Things[];\n',
    "reports/d.ts": 'export type { More } from "../guardrails/c";\n',
    "commands/e.ts": 'import { nothing } from "../lab/f";\nexport const none = nothing;\n',
    "lab/f.ts": NOTHING,
    "__tests__/g.test.ts": 'import { none } from "../commands/e";\nexport const some = none;\n',
  });
  expect(errors).toBe(0);
});

test("an arrow up, a circle and a folder without a layer are refused, types included", () => {
  const { violations } = check({
    // The arrow of a type goes up.
    "config/a.ts": 'import type { Thing } from "../stacks/b";\nexport type Things = Thing[];\n',
    "stacks/b.ts": TYPE,
    // People's work must not need the lab.
    "operations/c.ts": 'import { nothing } from "../lab/d";\nexport const none = nothing;\n',
    "lab/d.ts": NOTHING,
    // Two modules of one layer, one of them by a type alone.
    "model/e.ts": 'import { f } from "./f";\nexport type E = number;\nexport const e = f;\n',
    "model/f.ts": 'import type { E } from "./e";\nexport const f: E = 1;\n',
    "helpers/g.ts": 'import { nothing } from "../lab/d";\nexport const none = nothing;\n',
    "policies/h.ts": 'import { h } from "../__tests__/i";\nexport const rule = h;\n',
    "__tests__/i.ts": "export const h = 1;\n",
  });
  expect(violations).toEqual([
    "every-folder-has-a-layer: helpers/g.ts -> lab/d.ts",
    "no-arrow-up-from-config: config/a.ts -> stacks/b.ts",
    "no-arrow-up-from-operations: operations/c.ts -> lab/d.ts",
    "no-arrow-up-from-policies: policies/h.ts -> __tests__/i.ts",
    "no-circle: model/e.ts -> model/f.ts",
  ]);
});

test("npm run check asks it", () => {
  const { scripts } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));
  expect(scripts.check).toContain("npm run check:layers");
  expect(scripts["check:layers"]).toBe("depcruise .");
});
