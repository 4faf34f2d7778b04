import type { Source } from "./sources";
import type { Tree } from "./tree";

/** A place in the environment's YAML, such as `["profiles", "senior-dba"]`. */
export type YamlPath = readonly string[];

/** A finding of a rule. */
export interface Violation {
  /** The construct, or the place in the configuration. */
  readonly construct: string;
  /** The refused value. */
  readonly value: unknown;
  /** The values that are allowed instead. */
  readonly allowed: string;
  /** Gives the position in the file, and decides which exceptions apply. @default the whole environment */
  readonly at?: YamlPath;
}

/** One guardrail: its data, its check, and the texts of its section in docs/guardrails.md. */
export interface Rule {
  /** `BG` and three digits. An id never gets a second meaning. */
  readonly id: string;
  readonly title: string;
  readonly why: string;
  /** The documents and measurements that the rule rests on; at least one, each with a link. */
  readonly sources: readonly Source[];
  /** The way to repair a finding. */
  readonly remedy: string;
  readonly severity: "high" | "medium";
  /**
   * `synth` stops synthesis. `guardrails` fails only `npm run guardrails`, because time alone can break the rule.
   * `plan` checks a plan file.
   */
  readonly stops: "synth" | "guardrails" | "plan";
  readonly check: (tree: Tree) => Iterable<Violation>;
}

/** A violation of a rule, with its place. */
export interface Finding extends Violation {
  readonly rule: Rule;
  readonly environment: string;
  readonly place?: { readonly file: string; readonly line: number; readonly column: number };
}
