import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { terraformProgram } from "../../operations/clients/terraform-program";
import { timed } from "./turns";
import { PROJECT } from "./world";

/** Why Terraform cannot have the providers here, or nothing. */
function obstacle(): string | undefined {
  let terraform: string;
  try {
    terraform = terraformProgram(process.env);
  } catch (error) {
    return (error as Error).message;
  }
  const outdir = mkdtempSync(join(tmpdir(), "break-glass-init-"));
  const env = { ...process.env, CDKTF_OUTDIR: outdir, ENVIRONMENT: "lab" };
  execFileSync(process.execPath, ["commands/launch.js", "synth"], { cwd: PROJECT, env, stdio: "ignore" });
  const folder = join(outdir, "stacks", "lab-break-glass");
  const result = spawnSync(terraform, [`-chdir=${folder}`, "init", "-backend=false", "-input=false", "-no-color"], {
    encoding: "utf8",
  });
  rmSync(outdir, { recursive: true, force: true });
  const { status, stderr } = result;
  if (status === 0) return undefined;
  const lines = stderr.split("\n").filter((line) => line.startsWith("Error") || line.includes("registry"));
  return lines.join(" ");
}

/**
 * `describe` where Terraform can have the providers; else `describe.skip`, which says why.
 *
 * @throws Error instead of skipping when REQUIRE_LIVE=1
 */
export function liveDescribe(): jest.Describe {
  const missing = obstacle();
  if (missing === undefined) return describe;
  timed();
  if (process.env["REQUIRE_LIVE"] === "1") throw new Error(`terraform init: ${missing}`);
  console.warn(`SKIPPED live tests: terraform init could not get the providers: ${missing}`);
  return describe.skip;
}
