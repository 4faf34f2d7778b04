import { execFile } from "node:child_process";
import { readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectCopy } from "../project-copy";
import { ENVIRONMENTS } from "../sample";

const project = projectCopy();

/** Starts a program of the copy; `bundle` is the manifest of what it runs. */
function launch(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { PATH: process.env["PATH"], ENVIRONMENTS_DIR: ENVIRONMENTS, LAB_DIR: join(project, "a-lab") };
  return new Promise((resolve) => {
    execFile(process.execPath, [join(project, "commands", "launch.js"), ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

/** Edits a file for the time of an act. */
async function edited(file: string, change: (text: string) => string, act: () => Promise<void>): Promise<void> {
  const place = join(project, file);
  const before = readFileSync(place, "utf8");
  writeFileSync(place, change(before));
  try {
    await act();
  } finally {
    writeFileSync(place, before);
  }
}

const manifest = (program = "commands/break-glass"): { id: string; inputs: Record<string, unknown> } =>
  JSON.parse(readFileSync(join(project, ".build", `${program}.json`), "utf8"));

/** A file of each folder that goes into the bundle, and a command that loads it. */
const FILES: Record<string, readonly [string, ...string[]]> = {
  config: ["config/load.ts", "validate"],
  model: ["model/names.ts", "synth"],
  policies: ["policies/render-policy.ts", "synth"],
  constructs: ["constructs/break-glass.ts", "synth"],
  stacks: ["stacks/app.ts", "synth"],
  guardrails: ["guardrails/check.ts", "guardrails"],
  reports: ["reports/generated-files.ts", "docs"],
  operations: ["operations/servers.ts", "end"],
  lab: ["lab/folder.ts", "lab", "status"],
  commands: ["commands/validate.ts", "validate"],
};

test.each(Object.values(FILES))("an edit of %s takes effect at the next run", async (file, ...command) => {
  const says = (text: string) => `${text}\nconsole.log("edited ${file}"); process.exit(0);\n`;
  await edited(file, says, async () =>
    expect(await launch(...command)).toEqual({ code: 0, stdout: `edited ${file}\n`, stderr: "" }),
  );
});

test("these are all folders that go into the bundle", async () => {
  expect(await launch("--help")).toMatchObject({ code: 0 });
  const folders = Object.keys(manifest().inputs)
    .filter((file) => file.endsWith(".ts") && !file.includes("node_modules"))
    .map((file) => file.split("/")[0]);
  expect([...new Set(folders)].sort()).toEqual(Object.keys(FILES).sort());
});

test("an edit takes effect with an older time, and with the same size and time", async () => {
  const file = "commands/validate.ts";
  const place = join(project, file);
  const { size } = statSync(place);
  const [time, older] = [new Date("2026-01-02"), new Date("2026-01-01")];
  for (const edit of [older, time]) {
    utimesSync(place, time, time);
    expect((await launch("validate")).stdout).toBe("no problems: dev, prod, staging\n");
    const change = (text: string) => text.replace("no problems: $", "no findings: $");
    await edited(file, change, async () => {
      utimesSync(place, edit, edit);
      expect(statSync(place)).toMatchObject({ size, mtimeMs: edit.getTime() });
      expect((await launch("validate")).stdout).toBe("no findings: dev, prod, staging\n");
    });
  }
});

test.each(["commands/launch.js", "package-lock.json"])("an edit of %s makes the bundle again", async (file) => {
  const made = () => statSync(join(project, ".build", "commands", "break-glass.json")).ino;
  await launch("--help");
  const before = made();
  await launch("--help");
  expect(made()).toBe(before);
  await edited(
    file,
    (text) => `${text}\n`,
    async () => {
      await launch("--help");
      expect(made()).not.toBe(before);
    },
  );
});

test("two processes make the bundle at once", async () => {
  rmSync(join(project, ".build"), { recursive: true });
  const both = await Promise.all([launch("validate"), launch("validate")]);
  const expected = { code: 0, stdout: "no problems: dev, prod, staging\n", stderr: "" };
  expect(both).toEqual([expected, expected]);
  expect(await launch("validate")).toEqual(expected);
  const left = readdirSync(join(project, ".build", "commands")).filter((name) => name.endsWith(".part"));
  expect(left).toEqual([]);
});

test("a damaged bundle is made again", async () => {
  const expected = { code: 0, stdout: "no problems: dev, prod, staging\n", stderr: "" };
  expect(await launch("validate")).toEqual(expected);
  writeFileSync(join(project, ".build", "commands", `break-glass.${manifest().id}.js`), "");
  expect(await launch("validate")).toEqual(expected);
});

test("a command works where no bundle can be kept", async () => {
  rmSync(join(project, ".build"), { recursive: true });
  writeFileSync(join(project, ".build"), "a file, where a folder is wanted");
  const { code, stdout, stderr } = await launch("validate");
  rmSync(join(project, ".build"));
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "no problems: dev, prod, staging\n", stderr: "" });
});

test("a source that is not TypeScript is named with its line, without a stack", async () => {
  await edited(
    "config/load.ts",
    (text) => `${text}\nconst = 1;\n`,
    async () => {
      const { code, stderr } = await launch("validate");
      expect(code).toBe(1);
      expect(stderr).toMatch(/config\/load\.ts:\d+:\d+/);
      expect(stderr).not.toContain("    at ");
    },
  );
  const left = readdirSync(join(project, ".build", "commands")).filter((name) => name.endsWith(".part"));
  expect(left).toEqual([]);
});

test("the stack of a bug names the places in the sources", async () => {
  await edited(
    "reports/generated-files.ts",
    (text) => `${text}\nconst bug = (): void => { throw new TypeError("a bug"); };\nbug();\n`,
    async () => {
      const { code, stderr } = await launch("docs");
      expect(code).toBe(1);
      expect(stderr).toMatch(/^TypeError: a bug\n {4}at bug \(.*reports\/generated-files\.ts:\d+:\d+\)/);
      expect(stderr).toContain("This is a bug of break-glass");
    },
  );
});

test("another program is started by its path; one that is not there is named", async () => {
  const synth = await launch("main.ts", "--help");
  expect(synth).toMatchObject({ code: 0, stderr: "" });
  expect(synth.stdout).toContain("Usage: break-glass synth");
  expect(await launch("nowhere.ts")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("There is no nowhere.ts"),
  });
});
