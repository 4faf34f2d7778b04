import { UserError } from "./user-error";

/**
 * Every way in which a configuration can be refused. The codes are a contract: CI jobs and editors
 * match on them, `docs/errors.md` lists them, and a test provokes each one.
 */
export const PROBLEM_CODES = {
  "bad-certificate": {
    allowed: "PEM with at least one certificate and nothing else",
    remedy: "Paste the CA's certificate; never a private key.",
  },
  "bad-choice": {
    allowed: "one of the listed values",
    remedy: "Use one of the allowed values, spelled exactly.",
  },
  "bad-cidr": {
    allowed: "an IPv4 or IPv6 network in CIDR notation, host bits zero, such as 10.20.0.0/16",
    remedy: "Write the network address with its prefix length.",
  },
  "bad-date": {
    allowed: "a calendar date that exists, as YYYY-MM-DD",
    remedy: "Correct the date; the year has four digits, the month and the day two.",
  },
  "bad-duration": {
    allowed: "a whole number with a unit: s, m, h or d, such as 90s, 15m, 1h",
    remedy: "Add the unit; combine nothing (write 90m, not 1h30m).",
  },
  "bad-host": {
    allowed: "a host name or an IP address, without scheme, port or path",
    remedy: "Write the name alone; the port has a key of its own.",
  },
  "bad-identifier": {
    allowed: "a lower-case SQL identifier: a letter, then letters, digits or _, at most 63",
    remedy: "Name an existing role or database whose name needs no quoting.",
  },
  "bad-name": {
    allowed: "a name as the system that it is of writes it",
    remedy: "Copy the name from that system.",
  },
  "bad-path": {
    allowed: "a Vault path without a leading slash, with at most one * at its end",
    remedy: "Write the path as in `vault read`, such as kv/data/runbooks/*.",
  },
  "bad-url": {
    allowed: "an https URL with a host and without user, query or fragment",
    remedy: "Write it as https://host:port.",
  },
  "date-order": {
    allowed: "reviewedOn <= reviewDue <= expires",
    remedy: "Put the dates in order; a review cannot become due before it was made.",
  },
  "duplicate-item": {
    allowed: "each item once",
    remedy: "Remove the repetition.",
  },
  "duplicate-login": {
    allowed: "staff login names that differ after case folding",
    remedy: "Give each person one login name; Vault's userpass mounts fold case.",
  },
  "file-name": {
    allowed: "the file's name without .yaml",
    remedy: "Rename the file, or correct `environment`.",
  },
  "file-too-large": {
    allowed: "at most 2 MiB",
    remedy: "Split the organisation into environments.",
  },
  "file-unreadable": {
    allowed: "a readable UTF-8 file",
    remedy: "Check the path, its permissions and its encoding.",
  },
  interpolation: {
    allowed: "text without ${ and %{",
    remedy: "Remove it: Terraform would evaluate it as an expression.",
  },
  missing: {
    allowed: "a value",
    remedy: "Add the key.",
  },
  "missing-duty": {
    allowed: "a person whose roles include this duty",
    remedy: "Add the role to the person (a reviewed change), or name somebody else.",
  },
  "not-a-slug": {
    allowed: "a lower-case letter, then letters, digits or -, at most 20 characters",
    remedy: "Rename it; `_` joins parts of generated names and cannot be part of one.",
  },
  "out-of-range": {
    allowed: "a value within the range",
    remedy: "Choose a value within the range.",
  },
  "role-conflict": {
    allowed: "auditor alone",
    remedy: "An auditor changes nothing and so holds no other role; name another person.",
  },
  "secret-in-config": {
    allowed: "no secret in a file",
    remedy: "Give it to Terraform in the environment variable that the backend's page names.",
  },
  "sole-approver": {
    allowed: "at least one approver other than each responder",
    remedy: "Name a second approver: nobody approves himself.",
  },
  "too-few": {
    allowed: "more items",
    remedy: "Add items; see the field's description in environment.schema.json.",
  },
  "too-long": {
    allowed: "a shorter text",
    remedy: "Shorten it.",
  },
  "unknown-key": {
    allowed: "one of the listed keys",
    remedy: "Remove the key, or correct its spelling.",
  },
  "unknown-reference": {
    allowed: "an id that this file declares",
    remedy: "Declare it, or correct its spelling.",
  },
  "unsafe-role": {
    allowed: "a role without rights over the server or over other roles",
    remedy: "Make a role with the rights that the emergency needs, and name that.",
  },
  "wrong-type": {
    allowed: "a value of the expected type",
    remedy: "Correct the value; quote text that YAML reads as something else.",
  },
  "yaml-alias": {
    allowed: "no anchors, aliases or merge keys",
    remedy: "Write the value out: a reviewer must see what applies where it applies.",
  },
  "yaml-bom": {
    allowed: "UTF-8 without a byte order mark",
    remedy: "Save the file without the mark.",
  },
  "yaml-duplicate-key": {
    allowed: "each key (and so each id) once",
    remedy: "Remove or rename one of them.",
  },
  "yaml-empty": {
    allowed: "one mapping",
    remedy: "Start from a sample in environments/.",
  },
  "yaml-multiple-documents": {
    allowed: "one document",
    remedy: "One environment a file: remove everything from the second --- on.",
  },
  "yaml-syntax": {
    allowed: "YAML 1.2",
    remedy: "Correct the syntax at this place.",
  },
  "yaml-tag": {
    allowed: "no tags",
    remedy: "Remove the !tag.",
  },
} as const satisfies Record<string, { allowed: string; remedy: string }>;

export type ProblemCode = keyof typeof PROBLEM_CODES;

/** One finding in a configuration file: where, what, what is allowed, and the remedy. */
export interface Problem {
  readonly code: ProblemCode;
  /** As given on the command line, so that terminals can open it. */
  readonly file: string;
  /** 1-based; 1 where the file could not be parsed at all. */
  readonly line: number;
  readonly column: number;
  /** Dotted path of the value, `""` for the whole file. */
  readonly path: string;
  /** The refused value, cut at 80 characters; `null` where there is none. */
  readonly value: unknown;
  readonly allowed: string;
  readonly remedy: string;
}

/** `file:line:column code path = value`, then what is allowed and the remedy, indented. */
export function problemText(problem: Problem): string {
  const value = problem.value === null ? "" : ` = ${JSON.stringify(problem.value)}`;
  return [
    `${problem.file}:${problem.line}:${problem.column} ${problem.code} ${problem.path}${value}`,
    `    allowed: ${problem.allowed}`,
    `    remedy:  ${problem.remedy}`,
  ].join("\n");
}

/** Thrown with every problem of every file. */
export class ConfigurationError extends UserError {
  constructor(readonly problems: readonly Problem[]) {
    super(problems.map(problemText).join("\n"));
  }
}
