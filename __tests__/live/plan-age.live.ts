import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { terraformProgram } from "../../operations/clients/terraform-program";
import { PROJECT } from "./world";

const DAY = 86_400_000;
const STACKS = ["lab-foundation", "lab-boundary-bootstrap", "lab-break-glass"];

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "break-glass-age-"));
  folders.push(made);
  return made;
}

/** What Terraform says of a stack's age: the stack's own output alone, which needs no provider and no server. */
function planOf(outdir: string, stack: string) {
  const { locals, output } = JSON.parse(readFileSync(join(outdir, "stacks", stack, "cdk.tf.json"), "utf8"));
  const alone = folder();
  writeFileSync(join(alone, "cdk.tf.json"), JSON.stringify({ locals, output: { environment: output.environment } }));
  const { status, stderr } = spawnSync(terraformProgram(process.env), ["plan", "-input=false", "-no-color"], {
    cwd: alone,
    encoding: "utf8",
  });
  return { status, stderr: stderr.replaceAll(/[\s│]+/g, " ") };
}

/** Synthesizes the lab's environment. @param days how long ago */
function synthesized(days: number): string {
  const outdir = folder();
  const asOf = new Date(Date.now() - days * DAY).toISOString().replace(/\.\d+Z$/, "Z");
  const env = { ...process.env, ENVIRONMENT: "lab", BOOTSTRAP: "1", CDKTF_OUTDIR: outdir };
  const { status, stderr } = spawnSync(process.execPath, ["commands/launch.js", "synth", "--as-of", asOf], {
    cwd: PROJECT,
    env,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  return outdir;
}

describe("Terraform", () => {
  test("plans what was synthesized now", () => {
    const outdir = synthesized(0);
    for (const stack of STACKS) expect({ stack, ...planOf(outdir, stack) }).toMatchObject({ stack, status: 0 });
  });

  test("refuses to plan what was synthesized three days ago, and says what to do", () => {
    const outdir = synthesized(3);
    for (const stack of STACKS) {
      const { status, stderr } = planOf(outdir, stack);
      expect({ stack, status }).toEqual({ stack, status: 1 });
      expect(stderr).toContain("more than 24h ago. Synthesize again.");
    }
  });
});
