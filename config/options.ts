import { parseArgs } from "node:util";
import { UsageError } from "./user-error";
import { isDate } from "./values";

/** Options of the program; each has an environment variable, because `cdktf` passes no flags on. */
export interface Options {
  /** Folder of the environment files. @default "environments" */
  readonly environments: string;
  /** Only this environment. @default all but `lab` */
  readonly environment?: string;
  /** Moment for which expiry and review are decided. @default the sample's date, else now */
  readonly asOf?: string;
  readonly json: boolean;
  readonly help: boolean;
  /** Whether to synthesize the stack that makes the pipeline's Boundary account. */
  readonly bootstrap: boolean;
}

/** An option and the environment variable that stands for it. */
const FLAGS = {
  environments: { type: "string", variable: "ENVIRONMENTS_DIR" },
  environment: { type: "string", variable: "ENVIRONMENT" },
  "as-of": { type: "string", variable: "AS_OF" },
  json: { type: "boolean", variable: "JSON_OUTPUT" },
  bootstrap: { type: "boolean", variable: "BOOTSTRAP" },
  help: { type: "boolean", variable: undefined },
} as const;

/** @throws UsageError on an unknown flag, a positional argument or a moment that does not exist. */
export function readOptions(args: readonly string[], environment: NodeJS.ProcessEnv): Options {
  const options = Object.fromEntries(Object.entries(FLAGS).map(([name, { type }]) => [name, { type }]));
  let values: Record<string, unknown>;
  try {
    values = parseArgs({ args: [...args], options, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split(". ")[0]}. See --help.`);
  }
  const text = (name: "environments" | "environment" | "as-of") => {
    const value = values[name] ?? environment[FLAGS[name].variable];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const flag = (name: "json" | "bootstrap") =>
    values[name] === true || ["1", "true"].includes(environment[FLAGS[name].variable] ?? "");
  const asOf = text("as-of");
  if (asOf !== undefined && !isMoment(asOf)) {
    const allowed = "a date such as 2026-11-23 or a UTC time such as 2026-11-23T03:00:00Z";
    throw new UsageError(`--as-of (AS_OF) is ${JSON.stringify(asOf)}; allowed: ${allowed}.`);
  }
  return {
    environments: text("environments") ?? "environments",
    environment: text("environment"),
    asOf,
    json: flag("json"),
    bootstrap: flag("bootstrap"),
    help: values["help"] === true,
  };
}

/** A calendar date, or a UTC time of one. */
export function isMoment(value: string): boolean {
  const time = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}:\d{2}(\.\d{3})?Z)?$/.exec(value);
  return time !== null && isDate(time[1] ?? "") && !Number.isNaN(Date.parse(value));
}
