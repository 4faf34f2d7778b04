import type { Tree } from "./tree";

/** Where in the environment's YAML a finding belongs, such as `["profiles", "senior-dba"]`. */
export type YamlPath = readonly string[];

/** What a rule found. */
export interface Violation {
  /** The construct, or the place in the configuration. */
  readonly construct: string;
  /** The value as it is. */
  readonly value: unknown;
  /** What is allowed. */
  readonly allowed: string;
  /** For the position in the file, and for exceptions. @default the whole environment */
  readonly at?: YamlPath;
}

/** One guardrail: data, a function, and its page in docs/guardrails.md. */
export interface Rule {
  /** `BG` and three digits; never used again for something else. */
  readonly id: string;
  readonly title: string;
  readonly why: string;
  /** The standard or document that asks for it. */
  readonly source: string;
  /** What to do about a finding. */
  readonly remedy: string;
  readonly severity: "high" | "medium";
  /**
   * `synth` stops synthesis; `guardrails` only fails `npm run guardrails`, for what time alone can break;
   * `plan` looks at a plan file.
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
