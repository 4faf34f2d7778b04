import { type Command, type Entry, isGroup } from "../../commands/command";
import { runCommand, runNamed } from "../../commands/run";
import { BREAK_GLASS } from "../../commands/table";

/** What a call of a command prints, and its exit code. */
export interface Called {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function recorded(
  env: NodeJS.ProcessEnv,
  act: (around: Parameters<typeof runNamed>[2]) => Promise<number>,
): Promise<Called> {
  const [out, err]: [string[], string[]] = [[], []];
  const status = await act({ env: { ...env }, out: (line) => out.push(line), err: (line) => err.push(line) });
  const text = (lines: string[]) => lines.map((line) => `${line}\n`).join("");
  return { status, stdout: text(out), stderr: text(err) };
}

/** `break-glass` with these arguments, in this process, with nothing but these variables. */
export const breakGlass = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  recorded(env, (around) => runNamed(BREAK_GLASS, args, around));

/** A command that is not in the table. */
export const callOf = (command: Command, args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  recorded(env, (around) => runCommand("break-glass made-up", command, args, around));

/** The arguments that name each command of the table. */
export const COMMANDS = namesIn(BREAK_GLASS);

function namesIn(entry: Entry): string[][] {
  if (!isGroup(entry)) return [[]];
  return entry.commands.flatMap((each) => namesIn(each).map((names) => [each.name, ...names]));
}
