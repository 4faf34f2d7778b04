import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { takeDown } from "../../lab/down";
import { LabFolder } from "../../lab/folder";
import { Processes } from "../../lab/processes";

/**
 * Ends the labs of a run that is ended itself. This is Jest's `globalSetup`: it runs in Jest's own process, and a test
 * gets no signals. Suites note the folders of their labs in the file that LIVE_LABS names.
 */
export default function endLabsOnSignal(): void {
  const file = join(tmpdir(), `break-glass-live-labs-${process.pid}`);
  process.env["LIVE_LABS"] = file;
  process.once("exit", () => rmSync(file, { force: true }));
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.once(signal, () => end(file, signal));
}

async function end(file: string, signal: "SIGTERM" | "SIGINT" | "SIGHUP"): Promise<never> {
  endWorkers(); // or they would start again what ends here
  const folders = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").filter(Boolean) : [];
  for (const path of folders) {
    const folder = new LabFolder({ LAB_DIR: path });
    await takeDown(folder, new Processes(folder), () => undefined).catch(console.error);
  }
  const code = 128 + constants.signals[signal];
  process.once("exit", () => {
    process.exitCode = code; // the last word: Jest sets its own where the suite has failed meanwhile
  });
  process.exit(code);
}

/** Jest's workers: each runs a suite. */
function endWorkers(): void {
  let children = "";
  try {
    children = execFileSync("pgrep", ["-P", String(process.pid), "-f", "processChild"], { encoding: "utf8" });
  } catch {
    return; // one suite runs in this process
  }
  for (const pid of children.trim().split("\n")) process.kill(Number(pid), "SIGKILL");
}
