import { UserError } from "./user-error";

/**
 * Every reason to refuse a configuration. The codes are a contract: CI jobs and editors match on them,
 * `docs/errors.md` lists them, and a test provokes each one.
 */
export const PROBLEM_CODES = {
  "bad-certificate": {
    allowed: "PEM with at least one certificate and nothing else",
    remedy: "Paste the CA's certificate. Never paste a private key.",
  },
  "bad-choice": {
    allowed: "one of the listed values",
    remedy: "Use one of the allowed values, with exactly this spelling.",
  },
  "bad-cidr": {
    allowed: "an IPv4 or IPv6 network in CIDR notation with zero host bits, such as 10.20.0.0/16",
    remedy: "Write the network address with its prefix length.",
  },
  "bad-date": {
    allowed: "an existing calendar date as YYYY-MM-DD",
    remedy: "Correct the date: four digits for the year, two for the month, two for the day.",
  },
  "bad-duration": {
    allowed: "a whole number with one unit (s, m, h or d), such as 90s, 15m or 1h",
    remedy: "Write one number and one unit. For example, write 90m instead of 1h30m.",
  },
  "bad-host": {
    allowed: "a host name or an IP address, without scheme, port or path",
    remedy: "Write only the name or the address. The port has its own key.",
  },
  "bad-identifier": {
    allowed: "a lower-case SQL identifier: a letter, then letters, digits or _, at most 63 characters",
    remedy: "Name an existing role or database whose name needs no quotes.",
  },
  "bad-name": {
    allowed: "a name in the form that its own system uses",
    remedy: "Copy the name from that system.",
  },
  "bad-path": {
    allowed: "a Vault path without a leading slash, with at most one * at its end",
    remedy: "Write the path as for `vault read`, such as kv/data/runbooks/*.",
  },
  "bad-url": {
    allowed: "an https URL with a host, without user, query or fragment",
    remedy: "Write the URL as https://host:port.",
  },
  "date-order": {
    allowed: "reviewedOn <= reviewDue <= expires",
    remedy: "Correct the order of the dates. A review cannot be due before it was done.",
  },
  "duplicate-item": {
    allowed: "each item once",
    remedy: "Remove the duplicate.",
  },
  "duplicate-login": {
    allowed: "staff login names that differ in more than upper and lower case",
    remedy: "Give each person their own login name. Vault's userpass mounts ignore case.",
  },
  "file-name": {
    allowed: "the name of the file without .yaml",
    remedy: "Rename the file, or correct `environment`.",
  },
  "file-too-large": {
    allowed: "at most 2 MiB",
    remedy: "Split the organisation into several environments.",
  },
  "file-unreadable": {
    allowed: "a readable UTF-8 file",
    remedy: "Check the path, its permissions and its encoding.",
  },
  interpolation: {
    allowed: "text without ${ and %{",
    remedy: "Remove these characters. Terraform would evaluate them as an expression.",
  },
  missing: {
    allowed: "a value",
    remedy: "Add the key.",
  },
  "missing-duty": {
    allowed: "a person whose roles include this duty",
    remedy: "Add the role to the person in a reviewed change, or name another person.",
  },
  "not-a-slug": {
    allowed: "a lower-case letter, then letters, digits or -, at most 20 characters",
    remedy: "Choose another id. Generated names use `_` to join ids, so an id cannot contain it.",
  },
  "out-of-range": {
    allowed: "a value within the range",
    remedy: "Choose a value within the range.",
  },
  "role-conflict": {
    allowed: "the role auditor alone",
    remedy: "Name another person for the other roles. An auditor changes nothing, so they hold no other role.",
  },
  "secret-in-config": {
    allowed: "no secret in a file",
    remedy: "Remove the secret. Give it to Terraform in the environment variable that the backend's page names.",
  },
  "sole-approver": {
    allowed: "at least one approver other than each responder",
    remedy: "Name a second approver. Nobody can approve themselves.",
  },
  "too-few": {
    allowed: "more items",
    remedy: "Add items. The field's description in environment.schema.json explains the field.",
  },
  "too-long": {
    allowed: "a shorter text",
    remedy: "Shorten the text.",
  },
  "unknown-key": {
    allowed: "one of the listed keys",
    remedy: "Remove the key, or correct its spelling.",
  },
  "unknown-reference": {
    allowed: "an id that this file declares",
    remedy: "Declare the id, or correct its spelling.",
  },
  "unsafe-role": {
    allowed: "a role without rights over the server or over other roles",
    remedy: "Create a role with only the rights that the emergency needs, and name that role.",
  },
  "wrong-type": {
    allowed: "a value of the expected type",
    remedy: "Correct the value. Put quotes around text that YAML reads as another type.",
  },
  "yaml-alias": {
    allowed: "no anchors, aliases or merge keys",
    remedy: "Write the value out. A reviewer must see each value where it applies.",
  },
  "yaml-bom": {
    allowed: "UTF-8 without a byte order mark",
    remedy: "Save the file without the byte order mark.",
  },
  "yaml-duplicate-key": {
    allowed: "each key once, and so each id once",
    remedy: "Remove or rename one of the two keys.",
  },
  "yaml-empty": {
    allowed: "one mapping",
    remedy: "Start with a copy of a sample in environments/.",
  },
  "yaml-multiple-documents": {
    allowed: "one document",
    remedy: "Write one environment per file. Remove everything from the second --- on.",
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
  /** The path as on the command line, so that a terminal can open it. */
  readonly file: string;
  /** Counted from 1. It is 1 if the file could not be parsed at all. */
  readonly line: number;
  readonly column: number;
  /** Dotted path of the value; `""` is the whole file. */
  readonly path: string;
  /** The refused value, cut at 80 characters; `null` if there is none. */
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
