import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join, resolve } from "node:path";

/**
 * The one folder of the lab, mode 0700. It is in the temporary folder and not in the checkout: as root
 * the servers run as another user (PostgreSQL refuses root), which may not reach the checkout.
 */
export class LabFolder {
  readonly path: string;
  /** Who runs PostgreSQL. */
  readonly owner: { readonly uid: number; readonly gid: number };

  constructor(environment: NodeJS.ProcessEnv = process.env) {
    const project = createHash("sha256").update(resolve(__dirname)).digest("hex").slice(0, 8);
    const { uid } = userInfo();
    this.path = environment["LAB_DIR"] ?? join(tmpdir(), `break-glass-lab-${uid}-${project}`);
    this.owner = serverUser();
  }

  exists(): boolean {
    return existsSync(this.path);
  }

  /** Names the command that is at work in the lab; beside the folder, which goes with the lab. */
  get claim(): string {
    return `${this.path}.claim`;
  }

  create(): void {
    mkdirSync(this.path, { recursive: true, mode: 0o700 });
    chownSync(this.path, this.owner.uid, this.owner.gid);
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
    // What was killed a moment ago may still have been writing.
    rmSync(this.path, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
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
