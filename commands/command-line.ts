import { CommanderError, type Command as Parser } from "commander";
import { UsageError } from "../config/user-error";
import { type Command, type CommandGroup, type Entry, flagName, hasValue, isGroup, type TextFlag } from "./command";
import { commandHelp, flagsOf, groupHelp, menuOf, parserOf } from "./parser";

const HELP = ["--help", "-h"];

/** The meaning of the arguments: a command with the rest of the arguments, or a page of help. */
export type Chosen =
  | { readonly path: string; readonly command: Command; readonly args: readonly string[] }
  | { readonly help: string };

/** Finds the command that the arguments name. `--help` counts anywhere. @throws UsageError for an unknown name */
export function choose(root: CommandGroup, args: readonly string[]): Chosen {
  const end = args.includes("--") ? args.indexOf("--") : args.length;
  const asksHelp = (arg: string, index: number) => index < end && HELP.includes(arg);
  const help = args.some(asksHelp);
  let rest = args.filter((arg, index) => !asksHelp(arg, index));
  let [path, entry]: [string, Entry] = [root.name, root];
  while (isGroup(entry)) {
    const [first] = rest;
    const named: string | undefined = first?.startsWith("-") ? undefined : first;
    const name: string | undefined = named ?? (help ? undefined : entry.usual);
    const next: Entry | undefined = entry.commands.find((each) => each.name === name);
    if (next === undefined) {
      if (!help && first !== undefined) parse(path, menuOf(path, entry), [first]);
      return { help: groupHelp(path, entry) };
    }
    if (named !== undefined) rest = rest.slice(1);
    [path, entry] = [`${path} ${name}`, next];
  }
  const command = entry.load();
  return help ? { help: commandHelp(path, command) } : { path, command, args: rest };
}

/** The options and operands of a command. @throws UsageError with everything that is wrong */
export function readCommandLine(path: string, command: Command, args: readonly string[], env: NodeJS.ProcessEnv) {
  const parser = parse(path, parserOf(path, command), args);
  const given = parser.opts();
  const problems: string[] = [];
  const options = Object.fromEntries(
    Object.entries(flagsOf(command)).map(([name, flag]) => {
      if (!hasValue(flag)) return [name, isOn(given, name) || ["1", "true"].includes(env[flag.variable] ?? "")];
      const value: string | undefined = given[name] ?? (env[flag.variable] || flag.fallback);
      const problem = problemOf(name, flag, value);
      if (problem !== undefined) problems.push(problem);
      return [name, value];
    }),
  );
  if (problems.length > 0) throw new UsageError(`${problems.join("\n")}\n${seeHelp(path)}`);
  return { options, operands: parser.args };
}

/** Commander treats `--no-color` as the opposite of a flag `--color`. */
const isOn = (given: Record<string, unknown>, name: string) =>
  name === "noColor" ? given["color"] === false : given[name] === true;

function problemOf(name: string, flag: TextFlag, value: string | undefined): string | undefined {
  if (value === undefined)
    return flag.required ? `${flagName(name)} ${flag.value} (${flag.variable}) is missing.` : undefined;
  if (value === "" || value.startsWith("--")) return `${flagName(name)} needs a value: ${flag.value}.`;
  if (flag.allowed === undefined || flag.allowed.test(value)) return undefined;
  return `${flagName(name)} (${flag.variable}) is ${JSON.stringify(value)}; allowed: ${flag.allowed.text}.`;
}

const seeHelp = (path: string) => `See: ${path} --help`;

/** Names what stands on the command line beside its flags. */
function excess(parser: Parser, args: readonly string[]): string {
  const given = parser.parseOptions([...args]).operands.map((each) => JSON.stringify(each));
  return `${given.join(", ")}: this command takes flags alone.`;
}

/** Parses with Commander. @throws UsageError that names the nearest known flag or command, or all of them */
function parse(path: string, parser: Parser, args: readonly string[]): Parser {
  try {
    return parser.parse([...args], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === "commander.excessArguments") throw new UsageError(`${excess(parser, args)}\n${seeHelp(path)}`);
    if (error.code === "commander.optionMissingArgument") {
      const [, flag] = /'(.*)'/.exec(error.message) ?? [];
      throw new UsageError(`${flag} needs a value.\n${seeHelp(path)}`);
    }
    const [what = "", suggestion] = error.message.replace(/^error: /, "").split(/\n\((.*)\)$/);
    const known = [...parser.options.map(({ long }) => long), ...parser.commands.map((each) => each.name())];
    const hint = suggestion ?? `There are: ${known.join(", ")}.`;
    throw new UsageError(`${what.charAt(0).toUpperCase()}${what.slice(1)}. ${hint}\n${seeHelp(path)}`);
  }
}
