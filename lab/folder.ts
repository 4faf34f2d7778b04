import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { UsageError } from "../config/user-error";

/** Marks a folder as a lab's. */
const MARK = ".break-glass-lab";

/**
 * The one folder of the lab, mode 0700. It is in the temporary folder and not in the checkout. PostgreSQL refuses root,
 * so that a lab of root runs its servers as another user, who may not reach the checkout.
 */
export class LabFolder {
  readonly path: string;
  /** The user that runs PostgreSQL. */
  readonly owner: { readonly uid: number; readonly gid: number };
  /** Whether a person chose the folder: a usual one is the lab's by its name. */
  private readonly chosen: boolean;

  constructor({ LAB_DIR = "" }: NodeJS.ProcessEnv = process.env) {
    const project = createHash("sha256").update(projectOf(__dirname)).digest("hex").slice(0, 8);
    this.chosen = LAB_DIR !== "";
    this.path = asKernelNames(this.chosen ? LAB_DIR : join(tmpdir(), `break-glass-lab-${userInfo().uid}-${project}`));
    this.owner = serverUser();
  }

  exists(): boolean {
    return existsSync(this.path);
  }

  isEmpty(): boolean {
    return !this.exists() || readdirSync(this.path).length === 0;
  }

  /**
   * Every command calls it first: `up` takes the folder over, and `down` ends every process in it and removes it as a
   * whole.
   *
   * @throws UsageError for a folder that is somebody's
   */
  check(): void {
    const reason = this.foreign();
    if (reason === undefined) return;
    throw new UsageError(
      `${this.path} ${reason}. Nothing was touched. LAB_DIR names a folder that is new or empty, or that a lab has made.`,
    );
  }

  private foreign(): string | undefined {
    const place = nearest(dirname(this.path));
    if (!statSync(place).isDirectory() || !mayWrite(place))
      return `cannot be a lab: ${place} is not a folder that you may write in`;
    const found = lstatSync(this.path, { throwIfNoEntry: false });
    if (found === undefined) return undefined;
    if (!found.isDirectory()) return "is not a folder";
    if (![userInfo().uid, this.owner.uid].includes(found.uid)) return "belongs to another user";
    if (this.chosen && !this.isEmpty() && !this.has(MARK)) return "is not a lab: it holds files of something else";
    return undefined;
  }

  /** Names the command that is at work in the lab; beside the folder, which goes with the lab. */
  get claim(): string {
    return `${this.path}.claim`;
  }

  create(): void {
    mkdirSync(this.path, { recursive: true });
    chmodSync(this.path, 0o700); // also one that was there
    chownSync(this.path, this.owner.uid, this.owner.gid);
    writeFileSync(this.at(MARK), ""); // at once, so that there is never a folder with files and without it
  }

  /** Path of a file or folder in the lab. */
  at(...parts: string[]): string {
    return join(this.path, ...parts);
  }

  folder(...parts: string[]): string {
    const path = this.at(...parts);
    mkdirSync(path, { recursive: true, mode: 0o700 });
    chownSync(path, this.owner.uid, this.owner.gid);
    return path;
  }

  /** Replaces a file as a whole: after a crash there is the old or the new one, never half of it. */
  write(name: string, content: string): string {
    const path = this.at(name);
    const next = `${path}.next`;
    writeFileSync(next, content, { mode: 0o600 });
    chownSync(next, this.owner.uid, this.owner.gid);
    renameSync(next, path);
    return path;
  }

  read(name: string): string {
    return readFileSync(this.at(name), "utf8");
  }

  has(name: string): boolean {
    return existsSync(this.at(name));
  }

  remove(): void {
    // A process that was killed a moment ago may still have been writing.
    const remove = (path: string) => rmSync(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    // The mark goes last, so that a removal that breaks off can be repeated.
    for (const name of readdirSync(this.path).filter((name) => name !== MARK)) remove(this.at(name));
    remove(this.path);
  }
}

/** Folder of the project, whether this code runs from its source or from a bundle: a lab stays the same. */
function projectOf(folder: string): string {
  return existsSync(join(folder, "package.json")) || folder === dirname(folder) ? folder : projectOf(dirname(folder));
}

/** As the kernel names the working folders of processes, by which `down` finds them: without links above it. */
function asKernelNames(folder: string): string {
  const path = resolve(folder);
  return existsSync(dirname(path)) ? join(realpathSync(dirname(path)), basename(path)) : path;
}

function nearest(folder: string): string {
  return existsSync(folder) ? folder : nearest(dirname(folder));
}

function mayWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** As root: the user `postgres`, or `nobody`; else whoever runs the lab. */
function serverUser(): { uid: number; gid: number } {
  const { uid, gid } = userInfo();
  if (uid !== 0) return { uid, gid };
  for (const name of ["postgres", "nobody"]) {
    try {
      const id = (flag: string) => Number(execFileSync("id", [flag, name], { stdio: ["ignore", "pipe", "ignore"] }));
      return { uid: id("-u"), gid: id("-g") };
    } catch {
      // the next name
    }
  }
  return { uid: 65534, gid: 65534 };
}
