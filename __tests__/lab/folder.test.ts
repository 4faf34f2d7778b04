import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { takeDown } from "../../lab/down";
import { LabFolder } from "../../lab/folder";
import { Processes } from "../../lab/processes";
import { temporaryFolder } from "../temporary-folder";

const PROJECT = join(__dirname, "..", "..");

const checked = (LAB_DIR: string) => new LabFolder({ LAB_DIR }).check();

/** A folder with somebody's work in it. */
function somebodys(): string {
  const folder = join(temporaryFolder(), "home");
  mkdirSync(folder);
  writeFileSync(join(folder, "thesis.txt"), "years of work");
  return folder;
}

test.each(["down", "status"])("a folder that no lab has made is refused by %s, and nothing is touched", (command) => {
  const folder = somebodys();
  const works = spawn("sleep", ["60"], { cwd: folder, detached: true, stdio: "ignore" });
  const { status, stderr, stdout } = spawnSync(process.execPath, ["commands/launch.js", "lab", command], {
    cwd: PROJECT,
    env: { ...process.env, LAB_DIR: folder },
    encoding: "utf8",
  });
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toBe(
    `${realpathSync(folder)} is not a lab: it holds files of something else. Nothing was touched. ` +
      "LAB_DIR names a folder that is new or empty, or that a lab has made.\n",
  );
  expect(works.exitCode ?? works.signalCode).toBeNull();
  works.kill();
  expect(readFileSync(join(folder, "thesis.txt"), "utf8")).toBe("years of work");
  expect(readdirSync(dirname(folder))).toEqual(["home"]);
});

test("a new folder, an empty one and a lab's are taken", () => {
  const folder = temporaryFolder();
  expect(() => checked(join(folder, "deeper", "lab"))).not.toThrow();
  expect(() => checked(folder)).not.toThrow();
  chmodSync(folder, 0o755);
  const lab = new LabFolder({ LAB_DIR: folder });
  lab.create();
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  lab.write("lab.json", "{}");
  expect(() => checked(folder)).not.toThrow();
});

test("a file, a link, and a place where nothing can be made are refused, with the reason", () => {
  const folder = somebodys();
  const file = join(folder, "thesis.txt");
  expect(() => checked(file)).toThrow(`${file} is not a folder. Nothing was touched.`);
  const link = join(temporaryFolder(), "link");
  symlinkSync(temporaryFolder(), link);
  expect(() => checked(link)).toThrow(`${link} is not a folder.`);
  expect(() => checked(join(file, "lab"))).toThrow(`cannot be a lab: ${file} is not a folder that you may write in.`);
});

const onlyAsRoot = process.getuid?.() === 0 ? test : test.skip;
onlyAsRoot("another user's folder is refused, a lab's by its mark too", () => {
  const folder = temporaryFolder();
  new LabFolder({ LAB_DIR: folder }).create();
  chownSync(folder, 4711, 4711);
  expect(() => checked(folder)).toThrow(`${folder} belongs to another user.`);
});

test("an empty name is none, and the usual folder is a lab's by its name", () => {
  expect(new LabFolder({ LAB_DIR: "" }).path).toBe(new LabFolder({}).path);
});

test("links above it are followed: by the real path the processes in it are found", () => {
  const [real, beside] = [temporaryFolder(), temporaryFolder()];
  symlinkSync(real, join(beside, "link"));
  expect(new LabFolder({ LAB_DIR: join(beside, "link", "lab") }).path).toBe(join(realpathSync(real), "lab"));
});

test("a lab of which nothing but the mark is there yet is removed", async () => {
  const folder = new LabFolder({ LAB_DIR: join(temporaryFolder(), "lab") });
  folder.create();
  folder.check();
  await takeDown(folder, new Processes(folder), () => undefined);
  expect(existsSync(folder.path)).toBe(false);
});
