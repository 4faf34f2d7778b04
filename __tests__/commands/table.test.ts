import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../temporary-folder";
import { breakGlass, COMMANDS } from "./call";

const PROJECT = join(__dirname, "..", "..");
const GROUPS = [[], ["lab"]];

const launch = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  spawnSync(process.execPath, [join(PROJECT, "commands", "launch.js"), ...args], {
    encoding: "utf8",
    env: { PATH: process.env["PATH"], ...env },
  });

test("the table has the commands that README names", () => {
  const names = COMMANDS.map((name) => name.join(" "));
  const lab = ["up", "deploy", "drill", "plan", "status", "down"].map((name) => `lab ${name}`);
  expect(names.sort()).toEqual(["synth", "validate", "guardrails", "docs", "end", "drill", ...lab].sort());
});

describe.each([...GROUPS, ...COMMANDS])("%s %s", (...name) => {
  test("--help prints what there is, wherever it stands, and does nothing else", async () => {
    const help = await breakGlass([...name, "--help"]);
    expect(help).toMatchObject({ status: 0, stderr: "" });
    expect(help.stdout).toContain(`Usage: ${["break-glass", ...name].join(" ")}`);
    expect(await breakGlass(["--help", ...name])).toEqual(help);
    expect(await breakGlass([...name, "-h", "--no-such-flag"])).toEqual(help);
  });
});

test.each(COMMANDS)("%s %s names each flag with its variable, and its exit codes", async (...name) => {
  const { stdout } = await breakGlass([...name, "--help"]);
  const flags = stdout.split("\n").filter((line) => /^ {2}--/.test(line));
  expect(flags.length).toBeGreaterThanOrEqual(2);
  const text = stdout.slice(stdout.indexOf("Options:")).replace(/\n {10,}/g, " ");
  for (const flag of flags) {
    const [start = ""] = flag.trim().split("  ");
    expect(text.slice(text.indexOf(start))).toMatch(/^--[^[]*\[[A-Z_]+[\];=]/);
  }
  expect(stdout).toMatch(/Exit codes:\n {2}0 .*\n( {2}1 .*\n)? {2}2 {4}wrong usage\n/);
});

test.each(COMMANDS)("%s %s refuses an unknown flag, and names the nearest", async (...name) => {
  const refused = await breakGlass([...name, "--jsom"]);
  expect(refused).toMatchObject({ status: 2, stdout: "" });
  expect(refused.stderr).toBe(
    `Unknown option '--jsom'. Did you mean --json?\nSee: ${["break-glass", ...name].join(" ")} --help\n`,
  );
});

test.each([
  [["snth"], "Unknown command 'snth'. Did you mean synth?\nSee: break-glass --help\n"],
  [["lab", "dwon"], "Unknown command 'dwon'. Did you mean down?\nSee: break-glass lab --help\n"],
  [["xyzzy"], "Unknown command 'xyzzy'. There are: validate, guardrails, synth, end, drill, docs, lab.\n"],
  [["validate", "--xyzzy"], "Unknown option '--xyzzy'. There are: --environment, --environments, --as-of, --json"],
  [["validate", "prod"], '"prod": this command takes flags alone.\nSee: break-glass validate --help\n'],
  [["validate", "--as-of"], "--as-of <MOMENT> needs a value.\nSee: break-glass validate --help\n"],
  [["guardrails", "--plan="], "--plan needs a value: FILE.\n"],
  [["lab", "drill", "nope"], "The lab has no target nope; there are: all, orders-db, "],
  [["lab", "--jsom"], "Unknown option '--jsom'. Did you mean --json?\nSee: break-glass lab drill --help\n"],
])("%j is refused", async (args, message) => {
  const refused = await breakGlass(args);
  expect(refused).toMatchObject({ status: 2, stdout: "" });
  expect(refused.stderr).toContain(message);
});

test("break-glass alone prints its commands", async () => {
  expect(await breakGlass([])).toEqual(await breakGlass(["--help"]));
});

// Each is a program, too: without a server, without a file.
test.each([[], ...COMMANDS])("%s %s --help as a program", (...name) => {
  const LAB_DIR = join(temporaryFolder(), "lab");
  const { status, stdout, stderr } = launch([...name, "--help"], { LAB_DIR });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toContain("Usage: break-glass");
  expect(existsSync(LAB_DIR)).toBe(false);
});

test("the npm scripts and the bin are these commands", () => {
  const { scripts, bin } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));
  expect(bin["break-glass"]).toBe("commands/bin.js");
  for (const name of new Set(COMMANDS.map(([first = ""]) => first)))
    expect(scripts[name]).toBe(`node commands/launch.js ${name}`);
});
