import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Claim, Claimed, LEAVE } from "../../lab/claim";
import { startTime } from "../../lab/processes";
import { temporaryFolder } from "../temporary-folder";

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

/** A claim of another process, and how that ends. */
async function heldElsewhere(behaviour = ""): Promise<{ file: string; pid: number; ended: Promise<unknown> }> {
  const child = spawn(process.execPath, ["-e", `${behaviour};setInterval(() => {}, 1000);console.log("ready")`]);
  children.push(child);
  await new Promise((resolve) => child.stdout.once("data", resolve));
  const ended = new Promise((resolve) => child.once("exit", (code, signal) => resolve(signal ?? code)));
  const file = join(temporaryFolder(), "deeper", "lab.claim");
  Claim.take(file).release(); // makes the folder
  writeFileSync(file, JSON.stringify({ pid: child.pid, started: startTime(child.pid ?? 0) }));
  return { file, pid: child.pid ?? 0, ended };
}

test("whoever holds it keeps it from others, and leaves no file", () => {
  const folder = temporaryFolder();
  const claim = Claim.take(join(folder, "claim"));
  expect(() => Claim.take(join(folder, "claim"))).toThrow(Claimed);
  expect(readdirSync(folder)).toEqual(["claim"]);
  claim.release();
  expect(readdirSync(folder)).toEqual([]);
  Claim.take(join(folder, "claim")).release();
});

test("another process has it: refused, with its id and the way out", async () => {
  const { file, pid } = await heldElsewhere();
  expect(() => Claim.take(file)).toThrow(`Process ${pid} is at work in ${file.replace(".claim", "")}.`);
  expect(() => Claim.take(file)).toThrow("npm run lab -- down");
});

test("its process has ended, or its id is another's now: taken over", async () => {
  const { file, pid, ended } = await heldElsewhere();
  process.kill(pid, "SIGKILL");
  await ended;
  Claim.take(file).release();
  writeFileSync(file, JSON.stringify({ pid: process.pid, started: "another time" }));
  Claim.take(file).release();
  expect(existsSync(file)).toBe(false);
});

test("who waits gets it when the other ends", async () => {
  const { file, pid, ended } = await heldElsewhere();
  const told: number[] = [];
  const waiting = Claim.wait(file, (holder) => told.push(holder));
  setTimeout(() => process.kill(pid, "SIGKILL"), 300);
  const claim = await waiting;
  expect(await ended).toBe("SIGKILL");
  expect(told).toEqual([pid]);
  claim.release();
});

test("who seizes it tells the other to leave, and ends what does not", async () => {
  const polite = await heldElsewhere(`process.on("${LEAVE}", () => process.exit(143))`);
  (await Claim.seize(polite.file, () => undefined)).release();
  expect(await polite.ended).toBe(143);
  const deaf = await heldElsewhere(`process.on("${LEAVE}", () => undefined)`);
  (await Claim.seize(deaf.file, () => undefined, 300)).release();
  expect(await deaf.ended).toBe("SIGKILL");
});
