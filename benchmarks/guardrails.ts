import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Loaded, loadEnvironments } from "../config/load";
import { ENGINES } from "../constructs/engines";
import { checkGuardrails } from "../guardrails/check";
import { buildApp, jsonOf } from "../stacks/app";

// What the guardrails add to synthesis at 1,000 targets: `npm run bench`. Medians of one run, side by side.
const TARGETS = 1000;
const RUNS = 5;
const LIMIT = 1.2;

const options = {
  environments: "__tests__/fixtures/environments",
  environment: "prod",
  json: false,
  help: false,
  bootstrap: false,
};
const sample = loadEnvironments(options, ENGINES);

/** The sample prod with a thousand databases behind its first profile. */
function large(): Loaded {
  const [entry] = sample.environments;
  if (entry === undefined) throw new Error("there is no sample prod");
  const environment = structuredClone(entry.environment);
  const [name = "", profile] = Object.entries(environment.profiles)[0] ?? [];
  const access = profile?.access[0];
  const target = environment.targets[access?.target ?? ""];
  if (access === undefined || target === undefined) throw new Error(`profile ${name} reaches nothing`);
  for (let index = 0; index < TARGETS; index++) {
    environment.targets[`db-${index}`] = { ...target, address: `db-${index}.example.com` };
    profile?.access.push({ ...access, target: `db-${index}` });
  }
  return { ...sample, environments: [{ ...entry, environment, declared: environment }] };
}

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const [without, withThem]: [number[], number[]] = [[], []];
for (let run = 0; run < RUNS; run++) {
  const outdir = mkdtempSync(join(tmpdir(), "break-glass-bench-"));
  const loaded = large();
  const started = performance.now();
  const built = buildApp(loaded, options, { outdir });
  const json = jsonOf(built);
  const resolved = performance.now();
  const findings = checkGuardrails(loaded, json).flatMap((outcome) => outcome.findings);
  const checked = performance.now();
  built.app.synth();
  const written = performance.now();
  const own = checked - resolved;
  without.push(written - started - own);
  withThem.push(written - started);
  if (findings.some(({ rule }) => rule.stops === "synth")) throw new Error(`${findings[0]?.rule.id} fails`);
  rmSync(outdir, { recursive: true });
}
const ratio = median(withThem) / median(without);
console.log(
  `synth of ${TARGETS} targets with guardrails / without: ${median(withThem).toFixed(0)} ms / ${median(without).toFixed(0)} ms = ${ratio.toFixed(2)} (limit ${LIMIT})`,
);
process.exitCode = ratio <= LIMIT ? 0 : 1;
