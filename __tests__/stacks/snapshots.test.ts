import { execFile } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadEnvironments } from "../../config/load";
import { ENGINES } from "../../constructs/engines";
import { newestReview, snapshotText } from "../environments/snapshot";
import { type Change, changed } from "../sample";
import { temporaryFolder } from "../temporary-folder";

const PROJECT = join(__dirname, "..", "..");

/** Runs the users' tests on a folder, and gives each test's title with its failures. */
function usersTests(environments: string, ...args: string[]): Promise<{ code: number; tests: Record<string, string> }> {
  const { CI, GITHUB_ACTIONS, ...rest } = process.env;
  const jest = [join(PROJECT, "node_modules", "jest", "bin", "jest.js"), "--runInBand", "--json", ...args];
  return new Promise((resolve) => {
    const env = { ...rest, ENVIRONMENTS_DIR: environments };
    const command = [...jest, join("__tests__", "environments")];
    execFile(process.execPath, command, { cwd: PROJECT, env }, (error, stdout) => {
      const [{ assertionResults }] = JSON.parse(stdout).testResults;
      const tests = assertionResults.map(
        ({ title, failureMessages }: { title: string; failureMessages: string[] }) =>
          [title.split(":")[0], failureMessages.join()] as const,
      );
      resolve({ code: error === null ? 0 : Number(error.code), tests: Object.fromEntries(tests) });
    });
  });
}

/** A folder as README leaves it, without the samples and their date. */
function folderWith(...names: string[]): string {
  const folder = temporaryFolder();
  for (const name of names) write(folder, name);
  return folder;
}

const write = (folder: string, name: string, ...changes: Change[]) =>
  writeFileSync(join(folder, `${name}.yaml`), changed("dev", [["environment"], name], ...changes));

const textOf = (environments: string, environment: string, now = new Date()) => {
  const [entry] = loadEnvironments({ environments, environment }, ENGINES, () => now).environments;
  if (entry === undefined) throw new Error("there is no such environment");
  return snapshotText(entry, newestReview(entry));
};

const LEFT = "no snapshot is left of an environment that is gone";

test("npm test writes the snapshot of a new environment, and removes one whose environment is gone", async () => {
  const folder = folderWith("acme-prod", "lab");
  writeFileSync(join(folder, "prod.snapshot.yaml"), "");
  expect(await usersTests(folder, "--ci=false")).toEqual({ code: 0, tests: { "acme-prod": "", [LEFT]: "" } });
  expect(readdirSync(folder).sort()).toEqual(["acme-prod.snapshot.yaml", "acme-prod.yaml", "lab.yaml"]);
  expect(readFileSync(join(folder, "acme-prod.snapshot.yaml"), "utf8")).toBe(textOf(folder, "acme-prod"));
});

test("--ci refuses a snapshot that is missing, differs or is left over, and writes nothing", async () => {
  const folder = folderWith("missing", "differs", "same");
  for (const name of ["differs", "same", "gone"])
    writeFileSync(join(folder, `${name}.snapshot.yaml`), name === "gone" ? "" : textOf(folder, name));
  write(folder, "differs", [["targets", "orders-db", "port"], 5433]);
  const before = readdirSync(folder);
  const { code, tests } = await usersTests(folder, "--ci");
  expect(code).toBe(1);
  expect(tests).toEqual({
    missing: expect.stringContaining("missing.snapshot.yaml is missing: run npm test"),
    differs: expect.stringContaining("5433"),
    same: "",
    [LEFT]: expect.stringContaining("gone.snapshot.yaml"),
  });
  expect(readdirSync(folder)).toEqual(before);
});

test("a snapshot changes with its file, and not because a date passes", () => {
  const folder = folderWith("acme-prod");
  const text = textOf(folder, "acme-prod");
  expect(textOf(folder, "acme-prod", new Date("2040-01-01"))).toBe(text);
  expect(text).toContain("name: bg_maya-chen_senior-dba");
  write(folder, "acme-prod", [["people", "jonas-weber", "reviewedOn"], "2026-09-17"]);
  expect(textOf(folder, "acme-prod").split("\n")[0]).toContain("as of 2026-09-17");
});
