import { Option, Command as Parser } from "commander";
import { UsageError } from "../config/user-error";
import {
  COMMON_FLAGS,
  type Command,
  type CommandGroup,
  type Flags,
  flagName,
  hasValue,
  type SwitchFlag,
  type TextFlag,
} from "./command";

/** Columns of help, the same on every terminal and in every pipe. */
const WIDTH = 100;

/** The flags of a command, with the flags of every command. */
export const flagsOf = ({ flags }: Command): Flags => ({ ...flags, ...COMMON_FLAGS });

/** Commander's parser of one command. */
export function parserOf(path: string, command: Command): Parser {
  const parser = quiet(path, command.description);
  for (const [name, flag] of Object.entries(flagsOf(command))) {
    const usage = hasValue(flag) ? `${flagName(name)} <${flag.value}>` : flagName(name);
    parser.addOption(once(new Option(usage, flagText(flag)), flag));
  }
  const { operands } = command;
  return operands === undefined ? parser : parser.argument(`[${operands.name}...]`, operands.summary);
}

/** The last of two values would win, and the reader of a shell's history would not see which. */
function once(option: Option, flag: TextFlag | SwitchFlag): Option {
  if (!hasValue(flag)) return option;
  return option.argParser((value: string, before: string | undefined) => {
    if (before !== undefined)
      throw new UsageError(`${option.long} is there twice: ${before} and ${value}. Give it once.`);
    return value;
  });
}

/** Commander's parser of the names in a group. */
export function menuOf(path: string, { description, commands, usual }: CommandGroup): Parser {
  const parser = quiet(path, description).usage("COMMAND [options]").helpCommand(false);
  for (const { name, summary } of commands) {
    parser.command(name).description(name === usual ? `${summary} (also without a COMMAND)` : summary);
  }
  return parser;
}

/** `--help` of one command. */
export function commandHelp(path: string, command: Command): string {
  const { variables, exits, notes } = command;
  return page([parserOf(path, command).helpInformation(), variablesText(variables), exitsText(exits), notes]);
}

/** `--help` of a group. */
export function groupHelp(path: string, group: CommandGroup): string {
  return page([
    menuOf(path, group).helpInformation(),
    variablesText(group.variables),
    `\`${path} COMMAND --help\` shows the options of one command.`,
  ]);
}

/** The parser prints nothing and does not exit. It throws errors and returns help. */
function quiet(path: string, description: string): Parser {
  return new Parser(path)
    .description(description)
    .exitOverride()
    .helpOption("-h, --help", "print this text, and do nothing else")
    .configureOutput({ writeErr: () => undefined, writeOut: () => undefined, getOutHelpWidth: () => WIDTH });
}

function flagText(flag: TextFlag | SwitchFlag): string {
  if (!hasValue(flag)) return `${flag.summary} [${flag.variable}=1]`;
  const more = flag.required ? "; required" : flag.fallback === undefined ? "" : `; default: ${flag.fallback}`;
  return `${flag.summary} [${flag.variable}${more}]`;
}

function variablesText(variables: Readonly<Record<string, string>> = {}): string {
  const width = Math.max(...Object.keys(variables).map(({ length }) => length));
  const lines = Object.entries(variables).map(([name, text]) => `  ${name.padEnd(width)}  ${text}`);
  return lines.length === 0 ? "" : ["Environment:", ...lines].join("\n");
}

function exitsText(exits: Readonly<Record<number, string>>): string {
  const codes = Object.entries({ ...exits, 2: "wrong usage" }).map(
    ([code, meaning]) => `  ${code.padEnd(3)}  ${meaning}`,
  );
  return ["Exit codes:", ...codes].join("\n");
}

const page = (parts: readonly (string | undefined)[]) =>
  `${parts
    .map((part) => part?.trimEnd())
    .filter(Boolean)
    .join("\n\n")}\n`;
