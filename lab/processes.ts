import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../config/user-error";
import type { LabFolder } from "./folder";

/** A server of the lab: what must be known to end it, also by another run of the lab. */
export interface ServerProcess {
  readonly name: string;
  readonly pid: number;
  /** Start time from the kernel, so that another process with a reused pid is never signalled. */
  readonly started: string;
  /** Signal that ends it in order. */
  readonly signal: NodeJS.Signals;
  /** Whether signals go to its whole process group: a script with a server below it. */
  readonly group: boolean;
}

/** What `down` could not end. */
export class NotEnded extends UserError {}

const REGISTER = "processes.json";

/** The processes of the lab, kept in a file so that `down` finds them after a crash. */
export class Processes {
  private closed = false;

  constructor(private readonly folder: LabFolder) {}

  /** From now on nothing starts: what is under way when a lab goes down must leave nothing behind. */
  close(): void {
    this.closed = true;
  }

  list(): ServerProcess[] {
    if (!this.folder.has(REGISTER)) return [];
    try {
      return JSON.parse(this.folder.read(REGISTER));
    } catch {
      return []; // damaged: `endUnlisted` finds them
    }
  }

  running(): ServerProcess[] {
    return this.list().filter(isRunning);
  }

  /** Starts a server with its output in a log of the lab, in a process group of its own. */
  start(
    name: string,
    file: string,
    args: readonly string[],
    options: {
      readonly env?: NodeJS.ProcessEnv;
      readonly signal?: NodeJS.Signals;
      /** Whether it refuses to run as root. @default false */
      readonly unprivileged?: boolean;
      /** Whether it is a script with a server below it. @default false */
      readonly group?: boolean;
    } = {},
  ): ServerProcess {
    if (this.closed) throw new UserError(`${name} is not started: the lab goes down`);
    const log = openSync(
      this.folder.write(`${name}.log`, this.folder.has(`${name}.log`) ? this.folder.read(`${name}.log`) : ""),
      "a",
    );
    const child = spawn(file, args, {
      cwd: this.folder.path,
      env: { PATH: process.env["PATH"], HOME: this.folder.path, ...options.env },
      stdio: ["ignore", log, log],
      detached: true,
      ...(options.unprivileged ? this.folder.owner : {}),
    });
    closeSync(log);
    child.on("error", () => undefined); // shown by whoever waits for the server
    child.unref();
    const { pid } = child;
    if (pid === undefined) throw new UserError(`${name} could not be started: is ${file} a program that can be run?`);
    const { signal: end = "SIGTERM", group = false } = options;
    const server: ServerProcess = { name, pid, started: startTime(pid) ?? "", signal: end, group };
    this.folder.write(REGISTER, JSON.stringify([...this.list().filter((other) => other.name !== name), server]));
    return server;
  }

  /** Ends one server, with SIGKILL when it takes longer than `seconds`. */
  async stop(name: string, seconds = 30): Promise<void> {
    for (const server of this.running().filter((other) => other.name === name)) {
      signal(server, server.signal);
      for (let waited = 0; isRunning(server); waited += 50) {
        if (waited >= seconds * 1000) signal(server, "SIGKILL");
        await sleep(50);
      }
    }
  }

  /**
   * Ends what is in no list: the lab was killed before it wrote it down. It looks until it finds nothing: a program may
   * have started another meanwhile, and one that is killed takes a moment to end. Linux only.
   *
   * @throws NotEnded for what is still there after ten seconds
   */
  async endUnlisted(): Promise<void> {
    for (let waited = 0; ; waited += 20) {
      const pids = unlisted(this.folder.path);
      if (pids.length === 0) return;
      if (waited >= 10_000) throw new NotEnded(`These processes of the lab did not end: ${pids.join(", ")}.`);
      for (const pid of pids) kill(pid, "SIGKILL");
      await sleep(20);
    }
  }

  /** Signals one server without waiting. */
  kill(name: string, what: NodeJS.Signals): void {
    for (const server of this.running().filter((other) => other.name === name)) signal(server, what);
  }
}

function signal(server: ServerProcess, what: NodeJS.Signals): void {
  kill(server.group ? -server.pid : server.pid, what);
}

/** @throws NotEnded for another user's process; not for one that has ended by itself */
export function kill(pid: number, what: NodeJS.Signals): void {
  try {
    process.kill(pid, what);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return;
    throw new NotEnded(`Process ${Math.abs(pid)} belongs to another user. End it as that user, then call this again.`);
  }
}

function unlisted(folder: string): number[] {
  const names = existsSync("/proc/self/stat") ? readdirSync("/proc").filter((name) => /^\d+$/.test(name)) : [];
  return names.filter((pid) => Number(pid) !== process.pid && belongsTo(folder, pid)).map(Number);
}

function isRunning(server: ServerProcess): boolean {
  const started = startTime(server.pid);
  return started !== undefined && started === server.started;
}

/**
 * Whether a process belongs to a lab: it has no terminal, unlike a person's shell, and works in the lab's folder. A
 * process that lost its parent belongs to it too when its arguments name a file of the folder, such as sshd's.
 */
function belongsTo(folder: string, pid: string): boolean {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    const [, parent, , session, terminal] = fields;
    const cwd = readlinkSync(`/proc/${pid}/cwd`);
    if (terminal !== "0") return false;
    if (cwd === folder || cwd.startsWith(`${folder}/`)) return true;
    return session === pid && parent === "1" && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(`${folder}/`);
  } catch {
    return false; // somebody else's, or ended by itself
  }
}

/** Kernel start time of a live process; `undefined` when it has ended (a zombie has). */
export function startTime(pid: number): string | undefined {
  if (process.platform !== "linux") {
    try {
      process.kill(pid, 0);
      return "alive";
    } catch {
      return undefined;
    }
  }
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return fields[0] === "Z" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

/** Asks until the answer is true. @throws Error with the last lines of the server's log */
export async function until(
  what: string,
  seconds: number,
  ask: () => Promise<boolean>,
  log?: () => string,
): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (Date.now() < deadline) {
    if (await ask().catch(() => false)) return;
    await sleep(50);
  }
  const lines = log?.().trim().split("\n").slice(-8).join("\n") ?? "";
  throw new UserError(`${what} did not happen within ${seconds} s${lines === "" ? "" : `:\n${lines}`}`);
}
