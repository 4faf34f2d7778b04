import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PROJECT = join(__dirname, "..", "..");
const { lint, textsOf } = require("../../prose/lint");
const { PHRASES } = require("../../prose/phrases");

interface Found {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
  readonly message: string;
}

const findingsIn = (file: string, content: string): Promise<Found[]> => lint(textsOf(file, content));
const sentence = (words: number) => `${Array.from({ length: words }, (_, index) => `word${index}`).join(" ")}.`;

test.each<{ bad: string; good: string }>(PHRASES)("finds: $bad", async ({ bad, good }) => {
  expect(await findingsIn("page.md", bad)).toMatchObject([{ rule: "phrases", line: 1 }]);
  expect(await findingsIn("page.md", good)).toEqual([]);
});

test.each([
  "Who may respond?",
  "There is no such file.",
  "The role is no longer needed.",
  "A key and a certificate belong to one server.",
  "One rule of a policy uses a path.",
  "A certificate has neither a lease nor an account.",
  "An operator disabled an entity.",
  "`he` is a code span.",
])("lets pass: %s", async (text) => {
  expect(await findingsIn("page.md", text)).toEqual([]);
});

describe("the length of a sentence", () => {
  test("25 words are allowed, 26 are not", async () => {
    expect(await findingsIn("page.md", sentence(25))).toEqual([]);
    expect(await findingsIn("page.md", sentence(26))).toMatchObject([{ rule: "sentence-length" }]);
  });

  test("a full stop ends a sentence, also before a small letter; an abbreviation does not", async () => {
    expect(await findingsIn("page.md", `${sentence(20)} ${sentence(20)} W${sentence(20)}`)).toEqual([]);
    expect(await findingsIn("page.md", `${sentence(13).slice(0, -1)}, e.g. ${sentence(13)}`)).toHaveLength(1);
  });

  test("a code span is one word, and a line break ends nothing", async () => {
    const code = `\`${"a ".repeat(30)}\``;
    expect(await findingsIn("page.md", `${code} ${sentence(24)}`)).toEqual([]);
    expect(await findingsIn("page.md", `${code} ${sentence(25)}`)).toHaveLength(1);
    expect(await findingsIn("page.md", sentence(26).replaceAll(" ", "\n"))).toHaveLength(1);
  });

  test("a list item, a cell and a heading end a sentence", async () => {
    const half = sentence(20).slice(0, -1);
    expect(
      await findingsIn("page.md", `# ${half}\n\n- ${half}\n- ${half}\n\n| a | b |\n| - | - |\n| ${half} | ${half} |`),
    ).toEqual([]);
    expect(await findingsIn("page.md", `| a | b |\n| - | - |\n| x | ${sentence(26)} |`)).toMatchObject([{ line: 3 }]);
  });
});

describe("the prose of a source", () => {
  test.each([
    ["an error", "throw new Error(`$" + "{file} is no plan: write one.`);"],
    ["a description", 'const shape = text.describe("What he may read.");'],
    ["a text over two lines", 'const page = ["One entity\\na profile is enough."];'],
    ["a string in a template's expression", "const a = `$" + "{f('Nobody approves himself.')}`;"],
    ["a docstring", "/** One entity a profile.\n */\nconst a = 1;"],
    ["a comment over two lines", "// One entity\n// a profile.\nconst a = 1;"],
    ["a comment behind code", "const a = 1; // one entity a profile"],
  ])("finds %s, with its line", async (_, code) => {
    expect(await findingsIn("source.ts", `const ä = "ö"; // ü\n\n${code}\n`)).toMatchObject([{ line: 3 }]);
  });

  test("code, addresses and patterns are no prose", async () => {
    const code = [
      'import { he } from "one entity a profile";',
      'const url = "https://example.com"; const him = /one entity a profile/;',
      'const sql = "GRANT SELECT ON his TO her";',
    ].join("\n");
    expect(await findingsIn("source.ts", code)).toEqual([]);
  });

  test("comments of YAML are read, values are not", async () => {
    const yaml = "name: one entity a profile\n# One entity\n# a profile.\nkey: 1 # his\n";
    expect(await findingsIn("file.yaml", yaml)).toMatchObject([{ line: 2 }, { line: 4 }]);
  });
});

test("the program names file and line, and exits with 1", () => {
  const file = join(mkdtempSync(join(tmpdir(), "prose-")), "page.md");
  const run = () => spawnSync(process.execPath, ["prose/check.js", file], { cwd: PROJECT, encoding: "utf8" });
  writeFileSync(file, "# Title\n\nNobody approves\nhimself.\n");
  expect(run()).toMatchObject({ status: 1, stdout: expect.stringContaining(`${file}:4 phrases "himself"`) });
  writeFileSync(file, "# Title\n\nNobody approves themselves.\n");
  expect(run()).toMatchObject({ status: 0, stdout: "", stderr: "" });
});
