import { spawn } from "node:child_process";

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Text for standard input: how secrets reach a program, never its arguments. */
  readonly input?: string;
  readonly uid?: number;
  readonly gid?: number;
  /** Exit codes that are not an error. @default [0] */
  readonly accept?: readonly number[];
}

export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program ended with a code that its caller does not accept. Its message carries the last lines of stderr. */
export class ProgramFailed extends Error {
  constructor(
    program: string,
    readonly result: RunResult,
  ) {
    const lines = (result.stderr.trim() || result.stdout.trim()).split("\n").slice(-25).join("\n");
    super(`${program} ended with ${result.code}:\n${lines}`);
  }
}

/** Runs a program to its end; standard output and error stay apart. @throws ProgramFailed */
export function run(file: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const { env, cwd, input, uid, gid, accept = [0] } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...env },
      cwd,
      uid,
      gid,
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk;
    });
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk;
    });
    child.on("error", reject);
    child.on("close", (code, killed) => {
      const result = { code: code ?? 128, stdout, stderr: killed === null ? stderr : `${stderr}\nended by ${killed}` };
      if (accept.includes(result.code)) resolve(result);
      else reject(new ProgramFailed(`${file.split("/").at(-1)} ${args[0] ?? ""}`, result));
    });
    child.stdin.on("error", () => undefined); // the program did not read it
    child.stdin.end(input ?? "");
  });
}
