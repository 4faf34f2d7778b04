import { spawn } from "node:child_process";
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { LabFolder } from "../../lab/folder";
import { Processes } from "../../lab/processes";
import { temporaryFolder } from "../temporary-folder";

test("a file is replaced as a whole: whoever opened the old one still reads all of it", () => {
  const folder = new LabFolder({ LAB_DIR: temporaryFolder() });
  folder.create();
  const path = folder.write("processes.json", "[1, 2, 3]");
  const opened = openSync(path, "r");
  folder.write("processes.json", "[1, 2, 3, 4]");
  expect(readFileSync(opened, "utf8")).toBe("[1, 2, 3]");
  closeSync(opened);
  expect(folder.read("processes.json")).toBe("[1, 2, 3, 4]");
});

test("a damaged list hides nothing from the end", () => {
  const folder = new LabFolder({ LAB_DIR: temporaryFolder() });
  folder.create();
  folder.write("processes.json", '[{"name": "vau');
  expect(new Processes(folder).running()).toEqual([]);
});

test("a server that was started but not written down is ended, and nothing else", async () => {
  const folder = new LabFolder({ LAB_DIR: temporaryFolder() });
  folder.create();
  const begin = (cwd: string) => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { cwd, detached: true });
    const ended = new Promise((resolve) => child.once("exit", (_, signal) => resolve(signal)));
    return new Promise<{ child: typeof child; ended: typeof ended }>((resolve) =>
      child.once("spawn", () => resolve({ child, ended })),
    );
  };
  const [ours, another] = await Promise.all([begin(folder.folder("data")), begin(temporaryFolder())]);
  await new Processes(folder).endUnlisted();
  expect(await ours.ended).toBe("SIGKILL");
  expect(another.child.exitCode).toBeNull();
  another.child.kill();
  expect(await another.ended).toBe("SIGTERM");
});

test("what starts others while it is looked for is ended with all of them, as initdb of a killed lab", async () => {
  const folder = new LabFolder({ LAB_DIR: temporaryFolder() });
  folder.create();
  const cwd = folder.folder("data");
  spawn("sh", ["-c", "while :; do sleep 60 & done"], { cwd, detached: true, stdio: "ignore" });
  while (workingIn(cwd).length < 20) await sleep(1);
  await new Processes(folder).endUnlisted();
  expect(workingIn(cwd)).toEqual([]);
});

const workingIn = (folder: string) =>
  readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/cwd`) === folder;
    } catch {
      return false; // it ended
    }
  });
