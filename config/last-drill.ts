import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The time and the outcome of an environment's last drill. */
export interface LastDrill {
  /** ISO time. */
  readonly started: string;
  /** Whether every step passed that could be checked. */
  readonly passed: boolean;
  /** Id of the profile that was drilled. */
  readonly profile: string;
}

/**
 * The newest record below `<folder>/<environment>/`, or `null` if there is none. Records are named after their time, so
 * the last name is the newest.
 *
 * @param before ISO time; later records do not count, so that a table as of a day stays the same
 */
export function lastDrill(folder: string, environment: string, before: string): LastDrill | null {
  const place = join(folder, environment);
  const names = existsSync(place) ? readdirSync(place).filter((name) => name.endsWith(".json")) : [];
  for (const name of names.sort().reverse()) {
    const record = recordIn(join(place, name));
    if (record !== undefined && record.started <= before) return record;
  }
  return null;
}

/** A broken file, for example after a merge, does not count as a record. The drill must be repeated. */
function recordIn(file: string): LastDrill | undefined {
  try {
    const { started, passed, profile } = JSON.parse(readFileSync(file, "utf8"));
    const valid = typeof started === "string" && typeof passed === "boolean" && typeof profile === "string";
    return valid ? { started, passed, profile } : undefined;
  } catch {
    return undefined;
  }
}
