import type { LastDrill } from "../config/last-drill";
import type { Loaded } from "../config/load";
import { durationText, longestAccessOf } from "../model/longest-access";

/** One line of the table that synth prints. */
export interface StackRow {
  readonly environment: string;
  readonly stack: string;
  readonly resources: number;
  readonly people: number;
  readonly profiles: number;
  readonly targets: number;
  /** Seconds of the longest possible access of any profile, and its terms. */
  readonly longestAccess: {
    readonly profile: string;
    readonly seconds: number;
    readonly terms: Record<string, number>;
  } | null;
  /** `null` if there is no record of a drill. */
  readonly lastDrill: LastDrill | null;
}

/** Rows of the table, in the order of the stacks. `resources` counts the managed resources of a stack. */
export function stackRows(loaded: Loaded, resources: ReadonlyMap<string, ReadonlyMap<string, number>>): StackRow[] {
  return loaded.environments.flatMap(({ environment, lastDrill }) => {
    const longest = longestAccessOf(environment);
    const terms = Object.fromEntries((longest?.terms ?? []).map(({ name, seconds }) => [name, seconds]));
    return [...(resources.get(environment.environment) ?? [])].map(([stack, count]) => ({
      environment: environment.environment,
      stack,
      resources: count,
      people: Object.keys(environment.people).length,
      profiles: Object.keys(environment.profiles).length,
      targets: Object.keys(environment.targets).length,
      longestAccess: longest === undefined ? null : { profile: longest.profile, seconds: longest.total, terms },
      lastDrill,
    }));
  });
}

const HEADERS = [
  "environment",
  "stack",
  "resources",
  "people",
  "profiles",
  "targets",
  "last drill",
  "longest possible access",
];

/** The rows as text, with the sum of the longest access written out. */
export function stackTable(rows: readonly StackRow[]): string {
  const lines = [
    HEADERS,
    ...rows.map((row) => [
      row.environment,
      row.stack,
      ...[row.resources, row.people, row.profiles, row.targets].map(String),
      row.lastDrill === null
        ? "never"
        : `${row.lastDrill.started.slice(0, 10)}${row.lastDrill.passed ? "" : " FAILED"}`,
      accessText(row.longestAccess),
    ]),
  ];
  const widths = HEADERS.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function accessText(access: StackRow["longestAccess"]): string {
  if (access === null) return "none";
  const sum = Object.entries(access.terms).map(([name, seconds]) => `${name} ${durationText(seconds)}`);
  return `${durationText(access.seconds)} (${access.profile}: ${sum.join(" + ")})`;
}
