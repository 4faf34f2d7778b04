import { existsSync, readFileSync } from "node:fs";
import { loadEnvironments } from "../config/load";
import { EXIT, UsageError } from "../config/user-error";
import { ENGINES } from "../constructs/engines";
import { checkGuardrails, findingText, type Outcome } from "../guardrails/check";
import { sarif } from "../guardrails/sarif";
import type { PlannedChange } from "../guardrails/tree";
import { buildApp, jsonOf } from "../stacks/app";
import { command } from "./command";
import { AS_OF_FLAG, DRILLS_FLAG, ENVIRONMENT_FLAGS } from "./environment-flags";

export const guardrails = command({
  description: `Checks every environment against the rules of docs/guardrails.md, and writes nothing.
Synthesis also checks the rules that stop it. This command also checks the rules that time alone can
break: reviews, drills and exceptions.

With --json: [{environment, rule, title, severity, stops, passed, excepted, findings}]`,
  flags: {
    ...ENVIRONMENT_FLAGS,
    asOf: AS_OF_FLAG,
    drills: DRILLS_FLAG,
    plan: {
      value: "FILE",
      summary: "also check the output of `terraform show -json PLAN`: no trust anchor may go; needs --environment",
      variable: "GUARDRAILS_PLAN",
    },
    sarif: { summary: "print SARIF, for code scanning", variable: "GUARDRAILS_SARIF" },
  },
  exits: { 0: "every rule passed", 1: "the configuration was refused", 3: "findings" },
  run({ options }) {
    const changes = options.plan === undefined ? undefined : changesOf(options.plan);
    if (changes !== undefined && options.environment === undefined)
      throw new UsageError("--plan needs --environment, because a plan belongs to one environment.");
    const loaded = loadEnvironments(options, ENGINES);
    const stacks = jsonOf(buildApp(loaded, { bootstrap: false }));
    const outcomes = checkGuardrails(loaded, stacks, changes).filter(
      ({ rule }) => rule.stops !== "plan" || changes !== undefined,
    );
    const failed = outcomes.some(({ findings }) => findings.length > 0);
    const text = options.sarif ? JSON.stringify(sarif(outcomes), null, 2) : outcomesText(outcomes);
    return {
      exitCode: failed ? EXIT.findings : EXIT.done,
      text,
      json: options.sarif ? sarif(outcomes) : outcomes.map(outcomeJson),
    };
  },
});

/** The changes of a plan as `terraform show -json` prints it. @throws UsageError */
function changesOf(file: string): PlannedChange[] {
  if (!existsSync(file)) throw new UsageError(`--plan: There is no file ${file}.`);
  try {
    const plan = JSON.parse(readFileSync(file, "utf8"));
    return plan.resource_changes.map(
      ({ address, type, change }: { address: string; type: string; change: { actions: string[] } }) => ({
        address,
        type,
        actions: change.actions,
      }),
    );
  } catch {
    throw new UsageError(`${file} is not a plan in JSON. Write it with terraform show -json.`);
  }
}

const outcomeJson = ({ environment, rule, findings, excepted }: Outcome) => ({
  environment,
  rule: rule.id,
  title: rule.title,
  severity: rule.severity,
  stops: rule.stops,
  passed: findings.length === 0,
  excepted,
  findings: findings.map(({ construct, value, allowed, place }) => ({
    construct,
    value,
    allowed,
    remedy: rule.remedy,
    ...place,
  })),
});

function outcomesText(outcomes: readonly Outcome[]): string {
  const findings = outcomes.flatMap((outcome) => outcome.findings);
  return [...outcomes.map(outcomeLine), ...findings.map((finding) => `\n${findingText(finding)}`)].join("\n");
}

const outcomeLine = ({ environment, rule, findings, excepted }: Outcome) =>
  `${findings.length === 0 ? "pass" : "FAIL"}  ${environment}  ${rule.id}  ${rule.title}${excepted > 0 ? ` (${excepted} excepted)` : ""}`;
