import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { asOf, type LeftOut } from "./clock";
import type { TargetKinds } from "./kind";
import { type LastDrill, lastDrill } from "./last-drill";
import { type Locate, parseEnvironment } from "./parse";
import { ConfigurationError, PROBLEM_CODES, type Problem, type ProblemCode } from "./problems";
import type { Environment } from "./schema";
import { UsageError } from "./user-error";
import { isMoment } from "./values";

/** The environment on one machine. It is synthesized only when a user names it. */
const LAB = "lab";
/** Ends the names of the files that `npm test` keeps beside the environments: what synthesis makes of each. */
export const SNAPSHOT = ".snapshot.yaml";
/** Holds the fixed date of the samples; a real organisation removes it with them. */
export const SAMPLE_AS_OF = "AS_OF.sample";
const MAX_BYTES = 2 * 1024 * 1024;

/** Which environments to load. */
export interface Selection {
  /** Folder of the environment files. */
  readonly environments: string;
  /** Only this environment. @default all but `lab` */
  readonly environment?: string;
  /** Moment for which expiry and review are decided. @default the sample's date, else now */
  readonly asOf?: string;
  /** Folder of the drills' records. @default "drills" */
  readonly drills?: string;
}

/** The environments of a run, as of its moment. */
export interface Loaded {
  /** One per file, in the order of their names. */
  readonly environments: readonly LoadedEnvironment[];
  /** The moment, as an ISO time. */
  readonly asOf: string;
  /** Folder of the drills' records: where a drill writes them, and where tables and guardrails look. */
  readonly drills: string;
}

/** One environment file. */
export interface LoadedEnvironment {
  /** The environment as in the file, with expired entries. */
  readonly declared: Environment;
  /** The environment as of the moment. */
  readonly environment: Environment;
  /** What the moment left out. */
  readonly leftOut: readonly LeftOut[];
  /** Place of a value in the file. */
  readonly locate: Locate;
  /** `null` where there is no record of a drill until the moment. */
  readonly lastDrill: LastDrill | null;
}

/**
 * Reads and checks the environment files, `<environments>/<name>.yaml`, and the record of each one's last drill.
 *
 * `kinds` are the kinds of target that an environment may use: `ENGINES`, unless an app has its own.
 *
 * @throws ConfigurationError with every problem of every file; UsageError if there is no such file.
 * @example
 * ```ts
 * import { loadEnvironments } from "vault-boundary-break-glass/config/load";
 * import { ENGINES } from "vault-boundary-break-glass/constructs/engines";
 *
 * const { environments } = loadEnvironments({ environments: "environments" }, ENGINES);
 * for (const { environment, leftOut } of environments) {
 *   for (const { kind, id, reason } of leftOut) {
 *     console.error(`${environment.environment}: ${kind} ${id} is left out: ${reason}`);
 *   }
 * }
 * ```
 */
export function loadEnvironments(options: Selection, kinds: TargetKinds, now: () => Date = () => new Date()): Loaded {
  const moment = new Date(
    options.asOf ??
      sampleAsOf(options.environments) ??
      now()
        .toISOString()
        .replace(/\.\d+Z$/, "Z"),
  );
  const drills = options.drills ?? "drills";
  const problems: Problem[] = [];
  const environments: LoadedEnvironment[] = [];
  for (const file of environmentFiles(options)) {
    const parsed = readEnvironment(file, kinds);
    if ("problems" in parsed) problems.push(...parsed.problems);
    else {
      const { environment: declared, locate } = parsed;
      const drilled = lastDrill(drills, declared.environment, moment.toISOString());
      environments.push({ declared, locate, lastDrill: drilled, ...asOf(declared, moment) });
    }
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
  return { environments, asOf: moment.toISOString(), drills };
}

/** The sorted files of the environments that the options name. @throws UsageError if there are none */
export function environmentFiles(options: Selection): string[] {
  const { environments: folder, environment } = options;
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    const what = existsSync(folder) ? `${resolve(folder)} is not a folder` : `There is no folder ${resolve(folder)}`;
    throw new UsageError(`${what}. Name one with --environments or ENVIRONMENTS_DIR.`);
  }
  const names = environmentNames(folder);
  if (environment !== undefined && !names.includes(environment)) {
    throw new UsageError(`There is no ${environment}.yaml in ${folder}; there are: ${names.join(", ") || "none"}.`);
  }
  const chosen = environment === undefined ? namesByDefault(folder) : [environment];
  if (chosen.length === 0) throw new UsageError(`There is no environment in ${folder}: add <name>.yaml.`);
  return chosen.map((name) => join(folder, `${name}.yaml`));
}

const environmentNames = (folder: string): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith(".yaml") && !file.endsWith(SNAPSHOT))
    .map((file) => file.slice(0, -".yaml".length))
    .sort();

/** Names of the environments in a folder that are synthesized when the user names none. */
export const namesByDefault = (folder: string): string[] => environmentNames(folder).filter((name) => name !== LAB);

function readEnvironment(file: string, kinds: TargetKinds) {
  const refuse = (code: ProblemCode, value: string | number) => {
    const place = { file, line: 1, column: 1, path: "" };
    return { problems: [{ code, ...place, value, ...PROBLEM_CODES[code] } satisfies Problem] };
  };
  try {
    const { size } = statSync(file);
    if (size > MAX_BYTES) return refuse("file-too-large", size);
    return parseEnvironment(
      file,
      new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(file)),
      kinds,
    );
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined || error instanceof RangeError) throw error;
    return refuse("file-unreadable", code);
  }
}

function sampleAsOf(folder: string): string | undefined {
  const file = join(folder, SAMPLE_AS_OF);
  if (!existsSync(file)) return undefined;
  const moment = readFileSync(file, "utf8")
    .split("\n")
    .map((line) => line.trim())
    .find((line) => line !== "" && !line.startsWith("#"));
  if (moment === undefined || !isMoment(moment)) {
    throw new UsageError(`${file} holds no date such as 2026-11-23. Correct it, or remove it to use the clock.`);
  }
  return moment;
}
