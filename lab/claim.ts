import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../config/user-error";
import { kill, startTime } from "./processes";

/** The process that has a claim. */
interface Holder {
  readonly pid: number;
  /** Start time from the kernel, so that another process with a reused pid is not taken for it. */
  readonly started: string;
}

/** Somebody else has the claim. */
export class Claimed extends UserError {
  constructor(
    file: string,
    readonly holder: Holder,
  ) {
    super(
      `Process ${holder.pid} is at work in ${file.replace(/\.claim$/, "")}. Wait for its end, or end it with: npm run lab -- down`,
    );
  }
}

/** How the holder of a claim is told to leave its work as it is. */
export const LEAVE: NodeJS.Signals = "SIGUSR2";

/** What one process at a time does: a file that names it. The file of one that has ended is taken over. */
export class Claim {
  private constructor(private readonly file: string) {}

  /** @throws Claimed */
  static take(file: string): Claim {
    mkdirSync(dirname(file), { recursive: true });
    const own = `${file}.${process.pid}`;
    const self: Holder = { pid: process.pid, started: startTime(process.pid) ?? "" };
    writeFileSync(own, JSON.stringify(self), { mode: 0o600 });
    try {
      for (;;) {
        try {
          linkSync(own, file); // with its content, or not at all
          return new Claim(file);
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
        }
        removeAbandoned(file);
      }
    } finally {
      rmSync(own, { force: true });
    }
  }

  /** Waits until nobody else has it. @param waiting told once, when somebody has */
  static async wait(file: string, waiting: (holder: number) => void): Promise<Claim> {
    for (let told = false; ; told = true) {
      try {
        return Claim.take(file);
      } catch (error) {
        if (!(error instanceof Claimed)) throw error;
        if (!told) waiting(error.holder.pid);
      }
      await sleep(200);
    }
  }

  /**
   * Tells whoever has it to leave, ends it when it is still there after some time, and takes it.
   *
   * @param patience milliseconds
   * @throws NotEnded when it is another user's
   */
  static async seize(file: string, seizing: (holder: number) => void, patience = 10_000): Promise<Claim> {
    const signalled = new Map<string, number>();
    for (;;) {
      try {
        return Claim.take(file);
      } catch (error) {
        if (!(error instanceof Claimed)) throw error;
        const { pid, started } = error.holder;
        const since = signalled.get(`${pid} ${started}`);
        if (since === undefined) {
          signalled.set(`${pid} ${started}`, Date.now());
          seizing(pid);
          kill(pid, LEAVE);
        } else if (Date.now() - since > patience) kill(pid, "SIGKILL");
      }
      await sleep(50);
    }
  }

  release(): void {
    rmSync(this.file, { force: true });
  }
}

/** Removes the file of a holder that has ended. @throws Claimed */
function removeAbandoned(file: string): void {
  const text = read(file);
  if (text === undefined) return;
  const holder: Holder = JSON.parse(text);
  if (startTime(holder.pid) === holder.started) throw new Claimed(file, holder);
  const aside = `${file}.${process.pid}.ended`;
  try {
    renameSync(file, aside);
  } catch {
    return; // somebody else removed it
  }
  try {
    // Another may have taken the claim over since it was read: then it gets it back.
    if (read(aside) !== text) linkSync(aside, file);
  } finally {
    rmSync(aside, { force: true });
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined; // released in between
  }
}
