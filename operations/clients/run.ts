import { type ChildProcess, spawn } from "node:child_process";
import { UserError } from "../../config/user-error";

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /**
   * Text for standard input: how secrets reach a program, never its arguments. A promise is a pipe: the program starts
   * at once and waits for it.
   */
  readonly input?: string | Promise<string>;
  readonly uid?: number;
  readonly gid?: number;
  /** Whether it gets a process group of its own: a script with programs below it. @default false */
  readonly group?: boolean;
  /** Exit codes that are not an error. @default [0] */
  readonly accept?: readonly number[];
}

export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program ended with a code that its caller does not accept. Its message carries the last lines of stderr. */
export class ProgramFailed extends UserError {
  constructor(
    program: string,
    readonly result: RunResult,
  ) {
    const lines = (result.stderr.trim() || result.stdout.trim()).split("\n").slice(-25).join("\n");
    super(`${program} ended with ${result.code}:\n${lines}`);
  }
}

/** The running programs. */
const running = new Set<ChildProcess>();
/** The running programs with their own process groups. */
const groups = new WeakSet<ChildProcess>();

/** Ends every running program, and its process group if it has its own. */
export async function endRuns(): Promise<void> {
  await Promise.all(
    [...running].map(
      (child) =>
        new Promise<void>((resolve) => {
          if (child.pid === undefined) return resolve(); // it could not be started; 0 would be this group
          child.once("close", () => resolve());
          try {
            process.kill(groups.has(child) ? -child.pid : child.pid, "SIGKILL");
          } catch {
            resolve(); // it ended by itself
          }
        }),
    ),
  );
}

/**
 * Runs a program to its end; standard output and error stay apart.
 *
 * @throws ProgramFailed, or what the input was rejected with
 */
export function run(file: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const { env, cwd, input, uid, gid, group = false, accept = [0] } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...env },
      cwd,
      uid,
      gid,
      detached: group,
    });
    running.add(child);
    if (group) groups.add(child);
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk;
    });
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk;
    });
    child.on("error", (error) => {
      running.delete(child);
      reject(error);
    });
    child.on("close", (code, killed) => {
      running.delete(child);
      const result = { code: code ?? 128, stdout, stderr: killed === null ? stderr : `${stderr}\nended by ${killed}` };
      if (accept.includes(result.code)) resolve(result);
      else reject(new ProgramFailed(`${file.split("/").at(-1)} ${args[0] ?? ""}`, result));
    });
    child.stdin.on("error", () => undefined); // the program did not read it
    Promise.resolve(input ?? "").then(
      (text) => child.stdin.end(text),
      (error) => {
        child.kill("SIGKILL");
        reject(error);
      },
    );
  });
}
