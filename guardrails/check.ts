import type { Loaded, LoadedEnvironment } from "../config/load";
import { UserError } from "../config/user-error";
import { RULES } from "./index";
import type { Finding, Rule, YamlPath } from "./rule";
import { breakGlassPractice } from "./sources";
import { type PlannedChange, type SynthesizedStacks, Tree } from "./tree";

/** The outcome of every rule for one environment. */
export interface Outcome {
  readonly environment: string;
  readonly rule: Rule;
  readonly findings: readonly Finding[];
  /** Findings that an exception covers. */
  readonly excepted: number;
}

interface Exception {
  readonly at: YamlPath;
  readonly rule: string;
  readonly expires: string;
}

/** The rules about exceptions themselves. They are not in `RULES`, because no exception may cover them. */
export const EXCEPTION_RULES = {
  unused: {
    id: "BG090",
    title: "Every exception is used",
    why: "A forgotten exception hides the next violation.",
    sources: [{ title: "this page, about exceptions", link: "docs/guardrails.md" }],
    remedy: "Remove the exception.",
    severity: "medium",
    stops: "synth",
    check: () => [],
  },
  expired: {
    id: "BG091",
    title: "No exception is past its end",
    why: "A temporary exception must not become permanent.",
    sources: [breakGlassPractice("have an expiration date")],
    remedy: "Meet the rule, or have the exception reviewed and set a new end.",
    severity: "high",
    stops: "guardrails",
    check: () => [],
  },
} as const satisfies Record<string, Rule>;

/**
 * Checks the synthesized stacks of every environment. This function is pure. It reads what `toTerraform`
 * returns, so it also sees overrides and constructs from other projects.
 *
 * @param plan changes of a plan file, for the rules that check a plan
 */
export function checkGuardrails(
  loaded: Loaded,
  synthesized: ReadonlyMap<string, SynthesizedStacks>,
  plan?: readonly PlannedChange[],
  rules: readonly Rule[] = RULES,
): Outcome[] {
  const others: Tree[] = [];
  const trees = loaded.environments.map((entry) => {
    const { environment: name } = entry.environment;
    const stacks = synthesized.get(name) ?? {};
    const tree = new Tree(entry.environment, entry.declared, new Date(loaded.asOf), stacks, {
      others: [...others],
      lastDrill: entry.lastDrill,
      plan,
    });
    others.push(tree);
    return { entry, tree };
  });
  return trees.flatMap(({ entry, tree }) => outcomesOf(entry, tree, rules));
}

function outcomesOf(entry: LoadedEnvironment, tree: Tree, rules: readonly Rule[]): Outcome[] {
  const { environment } = entry.environment;
  const exceptions = exceptionsOf(entry.environment);
  const used = new Set<Exception>();
  const today = tree.asOf.toISOString().slice(0, 10);
  const finding = (rule: Rule, violation: Omit<Finding, "rule" | "environment" | "place">): Finding => ({
    ...violation,
    rule,
    environment,
    place: entry.locate(violation.at ?? []),
  });
  const outcomes = rules.map((rule): Outcome => {
    const all = [...rule.check(tree)].map((violation) => finding(rule, violation));
    const findings = all.filter(({ at = [] }) => {
      const covering = exceptions.filter(
        (exception) => exception.rule === rule.id && exception.at.every((part, index) => at[index] === part),
      );
      for (const exception of covering) used.add(exception);
      return covering.length === 0;
    });
    return { environment, rule, findings, excepted: all.length - findings.length };
  });
  const of = (rule: Rule, list: readonly Exception[], allowed: string): Outcome => {
    const findings = list.map(({ at, rule: id, expires }) =>
      finding(rule, {
        construct: at.join(".") || environment,
        value: `${id}, until ${expires}`,
        allowed,
        at: [...at, "exceptions"],
      }),
    );
    return { environment, rule, findings, excepted: 0 };
  };
  const looked = new Set(
    rules.filter(({ stops }) => stops !== "plan" || tree.surroundings.plan !== undefined).map(({ id }) => id),
  );
  const known = new Set(RULES.map(({ id }) => id));
  const unused = exceptions.filter(
    (exception) => !used.has(exception) && (looked.has(exception.rule) || !known.has(exception.rule)),
  );
  const expired = exceptions.filter(({ expires }) => expires <= today);
  return [
    ...outcomes,
    of(EXCEPTION_RULES.unused, unused, "exceptions that cover a finding at their place"),
    of(EXCEPTION_RULES.expired, expired, "an end in the future"),
  ];
}

/** Every exception with its place in the YAML. */
function exceptionsOf(environment: LoadedEnvironment["environment"]): Exception[] {
  const entries: [YamlPath, readonly { rule: string; expires: string }[]][] = [
    [[], environment.exceptions],
    [["vault"], environment.vault.exceptions],
    [["boundary"], environment.boundary.exceptions],
    ...(["people", "targets", "profiles"] as const).flatMap((kind) =>
      Object.entries(environment[kind]).map(([id, { exceptions }]): [YamlPath, typeof exceptions] => [
        [kind, id],
        exceptions,
      ]),
    ),
  ];
  return entries.flatMap(([at, list]) => list.map(({ rule, expires }) => ({ at, rule, expires })));
}

/** Stops synthesis and carries every finding. */
export class GuardrailsFailed extends UserError {
  constructor(readonly findings: readonly Finding[]) {
    super(
      [
        ...findings.map(findingText),
        `${findings.length} ${findings.length === 1 ? "finding" : "findings"}. Nothing was written. docs/guardrails.md explains each rule.`,
      ].join("\n\n"),
    );
  }
}

/** The place, the rule, the construct, its value, the allowed values and the remedy, as lines. */
export function findingText({ rule, environment, construct, value, allowed, place }: Finding): string {
  const where = place === undefined ? environment : `${place.file}:${place.line}:${place.column}`;
  return [
    `${where} ${rule.id} ${rule.title}`,
    `  at ${construct}: ${String(value)}`,
    `  allowed: ${allowed}`,
    `  remedy: ${rule.remedy}`,
  ].join("\n");
}
