import { readFileSync } from "node:fs";
import { join } from "node:path";
import { breakGlass, COMMANDS } from "../commands/call";
import { pageNames, readPage } from "./blocks";

const PROJECT = join(__dirname, "..", "..");
const { scripts }: { scripts: Record<string, string> } = JSON.parse(
  readFileSync(join(PROJECT, "package.json"), "utf8"),
);
const help = readFileSync(join(PROJECT, "help"), "utf8");
const pages = pageNames().map((name) => [name, readPage(name)] as const);

/** Commands of npm itself, not scripts. */
const NPM = ["ci", "install", "pack"];

/** Everything that a person could copy from a text: `npm …` and `npx cdktf …`, without what is behind it. */
const commandsIn = (text: string) => text.match(/\b(?:npm|npx cdktf) [^\n|`;&#)]*/g)?.map((each) => each.trim()) ?? [];

/** A line of `help` is a command, two spaces or more, and what it does. */
const ofHelp = help.split("\n").flatMap((line) => commandsIn(line.trim().split(/ {2,}/)[0] ?? ""));
const ofPages = pages.flatMap(([name, { blocks, inline }]) => {
  const shell = blocks.filter(({ language }) => language === "sh").map(({ text }) => text);
  return [...shell, ...inline].flatMap(commandsIn).map((command) => `${name}: ${command}`);
});

/** `npm run lab -- drill all` -> its script and its arguments. */
function parts(command: string): { script: string; args: string[] } {
  const [before = "", after = ""] = command.split(" -- ");
  const [, first = "", second = ""] = before.split(/\s+/);
  return { script: first === "run" ? second : first, args: after.split(/\s+/).filter(Boolean) };
}

/** The mistake in a command for npm; `undefined` where there is none. */
async function fault(command: string): Promise<string | undefined> {
  const { script, args } = parts(command);
  if (NPM.includes(script)) return undefined;
  const program = scripts[script];
  if (program === undefined) return `there is no script ${script}`;
  const [, own] = /^node commands\/launch\.js ([\w-]+)$/.exec(program) ?? [];
  if (own === undefined) return undefined; // another program's arguments
  const operands = args.filter((arg) => !arg.startsWith("-"));
  const { stdout } = await breakGlass([own, ...operands, "--help"]);
  const named = operands.length > 0 ? [own, operands[0]].join(" ") : own;
  const isCommand = COMMANDS.some((name) => name.join(" ") === named);
  if (operands.length > 0 && !isCommand && !COMMANDS.some((name) => name.join(" ") === own))
    return `there is no command ${named}`;
  const unknown = args.filter((arg) => /^--./.test(arg) && !stdout.includes(arg.split("=")[0] ?? arg));
  return unknown.length > 0 ? `${own} does not know ${unknown.join(", ")}` : undefined;
}

async function faults(commands: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const command of commands.filter((each) => /(^|: )npm /.test(each))) {
    const problem = await fault(command.replace(/^.*: npm/, "npm"));
    if (problem !== undefined) found.push(`${command}: ${problem}`);
  }
  return found;
}

describe(`${ofHelp.length} commands of help, ${ofPages.length} of the pages`, () => {
  test("each script, command and flag is there", async () => {
    expect(ofHelp.length).toBeGreaterThan(20);
    expect(ofPages.length).toBeGreaterThan(20);
    expect(await faults([...ofHelp, ...ofPages])).toEqual([]);
  });

  test("each command of cdktf that help names is run by a block of the pages", () => {
    const verb = (command: string) => /^npx cdktf (\w+)/.exec(command)?.[1];
    const run = pages
      .flatMap(([, { blocks }]) => blocks)
      .filter(({ mark }) => mark?.kind === "run")
      .flatMap(({ text }) => commandsIn(text));
    const verbs = new Set(run.map(verb));
    expect(ofHelp.map(verb).filter((name) => name !== undefined && !verbs.has(name))).toEqual([]);
  });

  test("help names every command, and every variable that it names stands for a flag", async () => {
    const texts = await Promise.all(COMMANDS.map(async (name) => (await breakGlass([...name, "--help"])).stdout));
    const variables = /\n {2}(ENVIRONMENT, .*)\n/.exec(help)?.[1]?.split(", ") ?? [];
    expect(variables.length).toBeGreaterThan(3);
    expect(variables.filter((name) => !texts.some((text) => text.includes(`[${name}`)))).toEqual([]);
    const named = ofHelp.map(parts).map(({ script, args }) => [script, ...args].join(" "));
    const first = COMMANDS.map(([name]) => name);
    expect(first.filter((name) => !named.some((each) => each.split(" ")[0] === name))).toEqual([]);
  });

  test("a script, a command or a flag that is not there is found", async () => {
    const wrong = [
      "npm run sinth",
      "npm run lab -- upp",
      "npm run synth -- --enviroment prod",
      "npm run synth -- --json",
    ];
    expect(await faults(wrong)).toEqual([
      "npm run sinth: there is no script sinth",
      "npm run lab -- upp: there is no command lab upp",
      "npm run synth -- --enviroment prod: synth does not know --enviroment",
    ]);
  });
});
