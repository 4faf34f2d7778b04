import { EXIT } from "../config/user-error";
import type { Command, CommandGroup } from "./command";
import { type Chosen, choose, readCommandLine } from "./command-line";
import { failureOf } from "./failure";

/** The variables that a command reads, and the streams to which it writes. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
}

const PROCESS: Surroundings = { env: process.env, out: console.log, err: console.error };

/** Runs a program: the command that the arguments name decides the exit code of this process. */
export function start(root: CommandGroup, args: readonly string[]): void {
  // cdktf calls what newer versions of Node warn about; nobody who runs a command can act on that.
  process.noDeprecation = process.traceDeprecation !== true;
  process.on("uncaughtException", (error) => process.exit(failed(error, PROCESS)));
  runNamed(root, args).then((exitCode) => {
    process.exitCode = exitCode;
  });
}

/** Runs the command that the arguments name. Returns its exit code, and never throws. */
export async function runNamed(root: CommandGroup, args: readonly string[], around = PROCESS): Promise<number> {
  let chosen: Chosen;
  try {
    chosen = choose(root, args);
  } catch (error) {
    return failed(error, around);
  }
  if ("command" in chosen) return runCommand(chosen.path, chosen.command, chosen.args, around);
  around.out(chosen.help.trimEnd());
  return EXIT.done;
}

/** Runs one command with its arguments. Returns its exit code, and never throws. */
export async function runCommand(
  path: string,
  command: Command,
  args: readonly string[],
  around = PROCESS,
): Promise<number> {
  const { env, out, err } = around;
  try {
    const { options, operands } = readCommandLine(path, command, args, env);
    const json = options["json"] === true;
    if (options["noColor"] === true) env["NO_COLOR"] = "1"; // libraries read it, and programs that we start
    const progress = (line: string) => json || out(line);
    const answer = await command.run({ options, operands, env, json, progress, warn: err });
    const text = json ? JSON.stringify(answer.json, null, 2) : answer.text;
    if (text) out(text);
    return answer.exitCode ?? EXIT.done;
  } catch (error) {
    return failed(error, around);
  }
}

function failed(error: unknown, { err }: Surroundings): number {
  const { text, exitCode } = failureOf(error);
  err(text);
  return exitCode;
}
