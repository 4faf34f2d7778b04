import { execFile } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { loadEnvironments } from "../../config/load";
import { ENGINES } from "../../constructs/engines";
import { synthesize } from "../../operations/synthesize";
import { buildApp } from "../../stacks/app";
import { OPTIONS } from "../sample";
import { type Json, loadSamples } from "../synthesized";
import { temporaryFolder } from "../temporary-folder";

const run = promisify(execFile);
const terraform = process.env["TERRAFORM_BINARY_NAME"] ?? "terraform";
const outdir = temporaryFolder();

/**
 * Calls each stack as a module, so that Terraform loads the providers once for all of them. Each variable of a stack
 * becomes one of the root, because a module's variables need values.
 */
function rootOf(stacks: readonly string[]): object {
  const variable: Record<string, Json> = {};
  const module: Record<string, Json> = {};
  for (const stack of stacks) {
    const json = JSON.parse(readFileSync(join(outdir, "stacks", stack, "cdk.tf.json"), "utf8"));
    const values = Object.entries<Json>(json.variable ?? {}).map(([name, { default: _, ...declared }]) => {
      variable[`${stack}_${name}`] = declared;
      return [name, `\${var.${stack}_${name}}`] as const;
    });
    module[stack] = { source: `./stacks/${stack}`, ...Object.fromEntries(values) };
  }
  return { variable, module };
}

/** Why the providers cannot be had, or nothing. */
async function obstacle(): Promise<string | undefined> {
  try {
    await run(terraform, [`-chdir=${outdir}`, "init", "-backend=false", "-input=false", "-no-color"]);
    return undefined;
  } catch (error) {
    const { stderr = "", message } = error as Error & { stderr?: string };
    return stderr.split("\n").find((line) => line.startsWith("Error")) ?? message;
  }
}

/** What Terraform says of every stack. A module's backend is ignored, and that is the one thing it may say. */
async function diagnostics(): Promise<Json[]> {
  const { stdout } = await run(terraform, [`-chdir=${outdir}`, "validate", "-json"]).catch(
    (error: Error & { stdout: string }) => error,
  );
  return JSON.parse(stdout).diagnostics.filter(({ summary }: Json) => summary !== "Backend configuration ignored");
}

test("terraform validate passes on every stack, with the real providers", async () => {
  const everything = loadEnvironments(
    {
      ...OPTIONS,
      environments: join(__dirname, "..", "fixtures", "every-kind"),
      asOf: "2026-11-01",
    },
    ENGINES,
  );
  const kinds = new Set(
    everything.environments.flatMap(({ declared }) => Object.values(declared.targets)).map(({ kind }) => kind),
  );
  expect([...kinds].sort()).toEqual(ENGINES.map(({ kind }) => kind).sort());
  const samples = loadSamples();
  const all = {
    ...samples,
    environments: [...samples.environments, ...everything.environments],
  };
  synthesize(buildApp(all, { bootstrap: true }, { outdir }), all);
  const stacks = readdirSync(join(outdir, "stacks")).sort();
  expect(stacks).toHaveLength(12);
  writeFileSync(join(outdir, "main.tf.json"), JSON.stringify(rootOf(stacks)));
  const problem = await obstacle();
  if (problem !== undefined) {
    if (process.env["REQUIRE_LIVE"] === "1") throw new Error(`terraform init: ${problem}`);
    console.warn(`SKIPPED terraform validate: terraform init could not get the providers: ${problem}`);
    return;
  }
  expect(await diagnostics()).toEqual([]);
}, 120_000);
