import { EXIT } from "../config/user-error";
import type { Command, CommandGroup } from "./command";
import { choose, readCommandLine } from "./command-line";
import { failureOf } from "./failure";

/** The variables that a command reads, and the streams to which it writes. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
}

const PROCESS: Surroundings = { env: process.env, out: console.log, err: console.error };

/** Runs the command that the arguments name. Returns its exit code, and never throws. */
export async function runNamed(root: CommandGroup, args: readonly string[], around = PROCESS): Promise<number> {
  return guarded(around, async () => {
    const chosen = choose(root, args);
    if (!("help" in chosen)) return runCommand(chosen.path, chosen.entry.load(), chosen.args, around);
    around.out(chosen.help.trimEnd());
    return EXIT.done;
  });
}

/** Runs one command with its arguments. Returns its exit code, and never throws. */
export async function runCommand(path: string, command: Command, args: readonly string[], around = PROCESS) {
  return guarded(around, async () => {
    const { options, operands } = readCommandLine(path, command, args, around.env);
    const json = options["json"] === true;
    if (options["noColor"] === true) around.env["NO_COLOR"] = "1"; // libraries read it, and programs that we start
    const answer = await command.run({
      options,
      operands,
      env: around.env,
      json,
      progress: (line) => json || around.out(line),
      warn: around.err,
    });
    const text = json ? JSON.stringify(answer.json, null, 2) : answer.text;
    if (text) around.out(text);
    return answer.exitCode ?? EXIT.done;
  });
}

async function guarded({ err }: Surroundings, act: () => Promise<number>): Promise<number> {
  try {
    return await act();
  } catch (error) {
    const { text, exitCode } = failureOf(error);
    err(text);
    return exitCode;
  }
}
