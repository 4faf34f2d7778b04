import { type Call, command } from "../../commands/command";
import { EXIT, UsageError, UserError } from "../../config/user-error";
import { callOf } from "./call";

const flags = {
  person: { value: "ID", summary: "somebody", variable: "MADE_UP_PERSON", required: true },
  folder: { value: "DIR", summary: "a folder", variable: "MADE_UP_FOLDER", fallback: "here" },
  firstDay: {
    value: "DAY",
    summary: "a day",
    variable: "MADE_UP_DAY",
    allowed: { text: "a weekday", test: (value: string) => value.endsWith("day") },
  },
  dryRun: { summary: "change nothing", variable: "MADE_UP_DRY_RUN" },
} as const;

const madeUp = (run: (call: Call<typeof flags>) => object) =>
  command({
    description: "Made up.",
    flags,
    operands: { name: "THING", summary: "things" },
    exits: { 0: "done" },
    run,
  });

/** Answers with its options. */
const echo = madeUp(({ options, operands }) => ({ text: JSON.stringify({ ...options, operands }) }));

const optionsOf = async (args: string[], env: NodeJS.ProcessEnv = {}) =>
  JSON.parse((await callOf(echo, args, env)).stdout);

test("a value follows its flag, or an equals sign", async () => {
  const expected = { person: "maya", folder: "there", dryRun: true, operands: ["a", "b"] };
  expect(await optionsOf(["a", "--person", "maya", "--folder", "there", "--dry-run", "b"])).toMatchObject(expected);
  expect(await optionsOf(["--person=maya", "--folder=there", "--dry-run", "a", "b"])).toMatchObject(expected);
});

test("a variable stands for its flag; the flag wins; an empty one is none", async () => {
  const env = { MADE_UP_PERSON: "ines", MADE_UP_FOLDER: "", MADE_UP_DRY_RUN: "1" };
  expect(await optionsOf([], env)).toMatchObject({ person: "ines", folder: "here", dryRun: true });
  expect(await optionsOf(["--person", "maya"], env)).toMatchObject({ person: "maya" });
  expect(await optionsOf([], { ...env, MADE_UP_DRY_RUN: "0" })).toMatchObject({ dryRun: false });
});

test("everything that is wrong with the values is said at once, and the command does not run", async () => {
  const run = jest.fn(() => ({}));
  const called = await callOf(madeUp(run), ["--first-day", "noon", "--folder", "--dry-run"]);
  expect(called).toEqual({
    status: 2,
    stdout: "",
    stderr: [
      "--person ID (MADE_UP_PERSON) is missing.",
      "--folder needs a value: DIR.",
      '--first-day (MADE_UP_DAY) is "noon"; allowed: a weekday.',
      "See: break-glass made-up --help",
      "",
    ].join("\n"),
  });
  expect(run).not.toHaveBeenCalled();
});

test("a flag that is there twice is refused with both values", async () => {
  const run = jest.fn(() => ({}));
  const { status, stderr } = await callOf(madeUp(run), ["--person", "maya", "--person=ines"]);
  expect({ status, stderr }).toEqual({ status: 2, stderr: "--person is there twice: maya and ines. Give it once.\n" });
  expect(run).not.toHaveBeenCalled();
});

test("--json prints the other form of the answer, and silences progress", async () => {
  const talks = madeUp(({ progress }) => {
    progress("at work");
    return { text: "done", json: { done: true }, exitCode: EXIT.findings };
  });
  expect(await callOf(talks, ["--person", "maya"])).toEqual({ status: 3, stdout: "at work\ndone\n", stderr: "" });
  const json = await callOf(talks, ["--person", "maya", "--json"]);
  expect(json).toMatchObject({ status: 3, stderr: "" });
  expect(JSON.parse(json.stdout)).toEqual({ done: true });
});

test("--no-color tells libraries, and the programs that are started", async () => {
  const colors = madeUp(({ env }) => ({ text: `NO_COLOR=${env["NO_COLOR"]}` }));
  expect((await callOf(colors, ["--person", "maya"])).stdout).toBe("NO_COLOR=undefined\n");
  expect((await callOf(colors, ["--person", "maya", "--no-color"])).stdout).toBe("NO_COLOR=1\n");
});

describe("an error", () => {
  const failing = (error: unknown) =>
    callOf(
      madeUp(() => {
        throw error;
      }),
      ["--person", "maya"],
    );

  test("of a person is its message alone", async () => {
    expect(await failing(new UserError("No."))).toEqual({ status: 1, stdout: "", stderr: "No.\n" });
    expect(await failing(new UsageError("Not so."))).toEqual({ status: 2, stdout: "", stderr: "Not so.\n" });
    expect(await failing(Object.assign(new Error("EACCES: /x"), { code: "EACCES" }))).toMatchObject({
      status: 1,
      stderr: "EACCES: /x\n",
    });
  });

  test("that is a bug has its stack, its cause, and how to report it", async () => {
    const { status, stderr } = await failing(new Error("outer", { cause: new TypeError("inner") }));
    expect(status).toBe(1);
    expect(stderr).toMatch(/^Error: outer\n {4}at .*command\.test\.ts/);
    expect(stderr).toMatch(/\ncaused by:\nTypeError: inner\n {4}at /);
    expect(stderr).toContain("This is a bug of break-glass. Please report it");
  });
});
