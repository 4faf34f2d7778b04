import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

/**
 * The Bash of one person, which lasts over the blocks that they run: a variable of one block is there in the next.
 * A command that fails ends the shell, and with it the block.
 */
export class PageShell {
  private readonly folder = mkdtempSync(join(tmpdir(), "break-glass-page-"));
  private readonly bash: ChildProcess;
  private count = 0;
  private failed: Error | undefined;

  /** @param cwd folder in which the person works */
  constructor(cwd: string, env: NodeJS.ProcessEnv) {
    // Where Terraform finds its providers on a machine without its registry.
    const mirror = join(homedir(), ".terraform.d");
    if (existsSync(mirror)) symlinkSync(mirror, join(this.folder, ".terraform.d"));
    this.bash = spawn("bash", ["--noprofile", "--norc", "-s"], {
      cwd,
      env: { PATH: process.env["PATH"], HOME: this.folder, TERM: "dumb", ...env },
      stdio: ["pipe", "pipe", "pipe"],
      detached: true, // so that `end` ends what it started
    });
    this.bash.stdin?.on("error", () => undefined); // it has ended, which `run` reports
    this.bash.stdin?.write("set -euo pipefail\n");
  }

  /**
   * Runs a block as written.
   *
   * @param input what the person types, or a pipe would send
   * @returns what it printed
   * @throws Error with what it printed to standard error, when a command fails
   */
  run(block: string, input = ""): Promise<string> {
    if (this.failed !== undefined) return Promise.reject(this.failed);
    const name = (kind: string) => join(this.folder, `${this.count}.${kind}`);
    const [script, typed, out, error] = [name("sh"), name("in"), name("out"), name("err")] as const;
    const done = `done-${this.count++}`;
    writeFileSync(script, block);
    writeFileSync(typed, input);
    return new Promise((resolve, reject) => {
      let marks = "";
      const read = (chunk: Buffer) => {
        marks += chunk;
        if (!marks.includes(done)) return;
        this.bash.stdout?.off("data", read);
        this.bash.off("exit", ended);
        resolve(readFileSync(out, "utf8"));
      };
      const ended = () => {
        this.failed = new Error(`a command failed in this block:\n${block}\n${tail(out)}\n${tail(error)}`);
        reject(this.failed);
      };
      this.bash.stdout?.on("data", read);
      this.bash.once("exit", ended);
      this.bash.stdin?.write(`. '${script}' < '${typed}' > '${out}' 2> '${error}'\necho ${done}\n`);
    });
  }

  /** Ends the shell with what it started, and removes what it kept. A block that still runs has failed. */
  end(): void {
    try {
      if (this.bash.pid !== undefined) process.kill(-this.bash.pid, "SIGKILL");
    } catch {
      // it has ended by itself
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const tail = (file: string) =>
  (existsSync(file) ? readFileSync(file, "utf8") : "").trim().split("\n").slice(-150).join("\n");
