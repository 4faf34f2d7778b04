import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { loadEnvironments } from "../../config/load";
import { ENGINES } from "../../constructs/engines";
import { synthesize } from "../../operations/synthesize";
import { buildApp } from "../../stacks/app";
import { OPTIONS } from "../sample";
import { loadSamples } from "../synthesized";
import { temporaryFolder } from "../temporary-folder";

const run = promisify(execFile);
const terraform = process.env["TERRAFORM_BINARY_NAME"] ?? "terraform";
const outdir = temporaryFolder();

/** Why the providers cannot be had, or nothing. */
async function obstacle(stack: string): Promise<string | undefined> {
  try {
    await run(terraform, [`-chdir=${stack}`, "init", "-backend=false", "-input=false", "-no-color"]);
    return undefined;
  } catch (error) {
    const { stderr = "", message } = error as Error & { stderr?: string };
    return stderr.split("\n").find((line) => line.startsWith("Error")) ?? message;
  }
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
  const stacks = readdirSync(join(outdir, "stacks")).map((name) => join(outdir, "stacks", name));
  expect(stacks).toHaveLength(12);
  for (const stack of stacks) {
    const problem = await obstacle(stack);
    if (problem !== undefined) {
      if (process.env["REQUIRE_LIVE"] === "1") throw new Error(`terraform init: ${problem}`);
      console.warn(`SKIPPED terraform validate: terraform init could not get the providers: ${problem}`);
      return;
    }
    expect(existsSync(join(stack, "cdk.tf.json"))).toBe(true);
    const { stdout } = await run(terraform, [`-chdir=${stack}`, "validate", "-json"]);
    expect(JSON.parse(stdout)).toMatchObject({ valid: true, error_count: 0, warning_count: 0 });
  }
}, 120_000);
