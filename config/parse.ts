import { basename } from "node:path";
import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  LineCounter,
  type Node,
  parseAllDocuments,
  visit,
} from "yaml";
import type * as z from "zod";
import type { TargetKinds } from "./kind";
import { PROBLEM_CODES, type Problem, type ProblemCode } from "./problems";
import { checkReferences, type Finding } from "./references";
import { type Environment, environmentSchema } from "./schema";

/** The outcome for one file: an environment, or all of its problems. */
export type Parsed =
  | { readonly environment: Environment; readonly locate: Locate }
  | { readonly problems: readonly Problem[] };

/** The place of a value in the file, or of its nearest parent if the file does not have the value. */
export type Locate = (path: readonly string[]) => {
  readonly file: string;
  readonly line: number;
  readonly column: number;
};

/**
 * Checks the text of one environment file. This function is pure; `file` only appears in problems.
 *
 * @param kinds the kinds of target that an environment may use
 */
export function parseEnvironment(file: string, text: string, kinds: TargetKinds): Parsed {
  const lines = new LineCounter();
  const problem = (finding: Finding, offset: number): Problem => {
    const { line, col } = lines.linePos(offset);
    const entry = PROBLEM_CODES[finding.code];
    return {
      code: finding.code,
      file,
      line: Math.max(1, line),
      column: Math.max(1, col),
      path: finding.path.map(String).join("."),
      value: shorten(finding.value),
      allowed: finding.allowed ?? entry.allowed,
      remedy: entry.remedy,
    };
  };
  if (text.startsWith("\uFEFF")) return { problems: [problem({ code: "yaml-bom", path: [], value: null }, 0)] };

  const parsed = parseAllDocuments(text, { lineCounter: lines, uniqueKeys: true, merge: false });
  const documents = Array.isArray(parsed) ? parsed : [];
  const [document] = documents;
  if (document === undefined || document.contents === null || isEmptyScalar(document.contents)) {
    return { problems: [problem({ code: "yaml-empty", path: [], value: null }, 0)] };
  }
  const syntax = syntaxFindings(documents).map(({ offset, ...finding }) => problem(finding, offset));
  if (syntax.length > 0) return { problems: syntax };

  const raw: unknown = document.toJS();
  const result = environmentSchema(kinds).safeParse(raw, { reportInput: true });
  const findings = [
    ...(result.success ? [] : result.error.issues.flatMap((issue) => findingsOf(issue, raw))),
    ...checkReferences(raw),
    ...checkFileName(file, raw),
  ];
  if (result.success && findings.length === 0) {
    const locate: Locate = (path) => {
      const { line, col } = lines.linePos(offsetOf(document, { code: "missing", path, value: null }));
      return { file, line: Math.max(1, line), column: Math.max(1, col) };
    };
    return { environment: result.data, locate };
  }
  const problems = findings.map((finding) => problem(finding, offsetOf(document, finding)));
  return { problems: onePerPlace(problems) };
}

const isEmptyScalar = (node: Node) => isScalar(node) && node.value === null;

function checkFileName(file: string, raw: unknown): Finding[] {
  const value = typeof raw === "object" && raw !== null ? (raw as Record<string, unknown>)["environment"] : undefined;
  const name = basename(file, ".yaml");
  if (typeof value !== "string" || value === name) return [];
  return [{ code: "file-name", path: ["environment"], value, allowed: name }];
}

function syntaxFindings(documents: Document.Parsed[]): (Finding & { offset: number })[] {
  const found: (Finding & { offset: number })[] = [];
  const add = (code: ProblemCode, offset: number, value: unknown) => found.push({ code, path: [], value, offset });
  for (const document of documents) {
    for (const error of document.errors) {
      const code = error.code === "DUPLICATE_KEY" ? "yaml-duplicate-key" : "yaml-syntax";
      add(code, error.pos[0], error.message.split("\n")[0]?.replace(/ at line \d+, column \d+:?$/, "") ?? null);
    }
    visit(document, (_, node) => {
      if (node === null || typeof node !== "object" || !("range" in node)) return;
      const offset = (node as Node).range?.[0] ?? 0;
      const anchor = "anchor" in node ? node.anchor : undefined;
      if (isAlias(node)) add("yaml-alias", offset, `*${node.source}`);
      else if (anchor !== undefined) add("yaml-alias", offset, `&${anchor}`);
      else if ((isScalar(node) || isCollection(node)) && node.tag?.startsWith("!")) add("yaml-tag", offset, node.tag);
    });
  }
  if (documents.length > 1) add("yaml-multiple-documents", documents[1]?.range[0] ?? 0, documents.length);
  return found;
}

/** zod's issues in this project's codes. */
function findingsOf(issue: z.core.$ZodIssue, raw: unknown): Finding[] {
  const { path, input: value = valueAt(raw, path) } = issue;
  const own = codeOf(issue);
  if (own !== undefined) return [{ code: own.code, path, value, allowed: own.allowed }];
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({ code: "unknown-key", path: [...path, key], atKey: true, value: key }));
    case "invalid_key":
      return issue.issues.map((inner) => ({
        code: inner.code === "too_big" ? "too-long" : "not-a-slug",
        path,
        atKey: true,
        value: path.at(-1),
      }));
    case "invalid_type":
      if (value === undefined) return [{ code: "missing", path, value: null, allowed: issue.expected }];
      return [{ code: "wrong-type", path, value, allowed: issue.expected }];
    case "invalid_value":
      if (value === undefined) return [{ code: "missing", path, value: null, allowed: issue.values.join(", ") }];
      return [{ code: "bad-choice", path, value, allowed: issue.values.map(String).join(", ") }];
    case "invalid_union": {
      const options =
        "options" in issue && Array.isArray(issue.options) ? issue.options.map(String).join(", ") : undefined;
      if (options === undefined) return [{ code: "wrong-type", path, value }];
      const kind = valueAt(raw, path);
      if (kind === undefined) return [{ code: "missing", path, value: null, allowed: options }];
      return [{ code: "bad-choice", path, value: kind, allowed: options }];
    }
    case "too_small":
      if (issue.origin === "array") return [{ code: "too-few", path, value, allowed: `at least ${issue.minimum}` }];
      if (issue.origin === "string") return [{ code: "missing", path, value, allowed: "a text that is not empty" }];
      return [{ code: "out-of-range", path, value, allowed: `at least ${issue.minimum}` }];
    case "too_big":
      if (issue.origin === "string")
        return [{ code: "too-long", path, value, allowed: `at most ${issue.maximum} characters` }];
      return [{ code: "out-of-range", path, value, allowed: `at most ${issue.maximum}` }];
    default:
      return [{ code: "wrong-type", path, value }];
  }
}

function codeOf(issue: z.core.$ZodIssue): { code: ProblemCode; allowed?: string } | undefined {
  if (!(issue.message in PROBLEM_CODES)) return undefined;
  const code = issue.message as ProblemCode;
  const params = issue.code === "custom" ? (issue.params as { allowed?: string } | undefined) : undefined;
  return { code, allowed: params?.allowed };
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => {
    return typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined;
  }, raw);
}

/** The place of the value, of the key for a refused key, or of the nearest parent for a missing value. */
function offsetOf(document: Document, finding: Finding): number {
  const path = finding.path.map((part) => (typeof part === "symbol" ? String(part) : part));
  if (finding.atKey) {
    const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
    const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1)) : undefined;
    if (isScalar(pair?.key)) return pair.key.range?.[0] ?? 0;
  }
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as Node | undefined;
    if (node?.range) return node.range[0];
  }
  return 0;
}

/** The first finding of each value. For example, a value of the wrong type is not also too long. */
function onePerPlace(problems: Problem[]): Problem[] {
  const seen = new Set<string>();
  const first = problems.filter(({ path }) => !seen.has(path) && seen.add(path));
  return first.sort((a, b) => a.line - b.line || a.column - b.column);
}

/** Problems show values so that a reader finds them. A long value is cut, and a structure is only named. */
function shorten(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "a mapping";
  if (typeof value === "string" && value.length > 80) return `${value.slice(0, 79)}…`;
  return value;
}
