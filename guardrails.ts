import { existsSync, readFileSync } from "node:fs";
import { loadEnvironments } from "./config/load";
import { readOptions } from "./config/options";
import { ConfigurationError } from "./config/problems";
import { UsageError } from "./config/user-error";
import { checkGuardrails, findingText, type Outcome } from "./guardrails/check";
import { sarif } from "./guardrails/sarif";
import type { PlannedChange } from "./guardrails/tree";
import { buildApp } from "./stacks/app";

const USAGE = `Usage: npm run guardrails -- [options]

Checks every environment against the rules of docs/guardrails.md and prints each with its outcome. Writes nothing.
Synthesis checks those that stop it too; here are also those that time alone can break: reviews, drills, exceptions.

  --environment NAME, --environments DIR, --as-of MOMENT    as for npm run synth
  --plan FILE   also what \`terraform show -json PLAN\` printed: no trust anchor may go; needs --environment
  --json        [{environment, rule, title, severity, stops, passed, excepted, findings}]
  --sarif       for code scanning

Exit codes: 0 every rule passed, 1 findings or a refused configuration, 2 usage.`;

function main(args: readonly string[]): number {
  const own = ["--sarif", "--plan"];
  const at = args.indexOf("--plan");
  const plan = at === -1 ? undefined : args[at + 1];
  const rest = args.filter((arg, index) => !own.includes(arg) && (at === -1 || index !== at + 1));
  const options = readOptions(rest, process.env);
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  if (at !== -1 && (plan === undefined || !existsSync(plan)))
    throw new UsageError(`--plan: there is no file ${plan ?? ""}.`);
  if (at !== -1 && options.environment === undefined)
    throw new UsageError("--plan needs --environment: a plan is of one.");
  const loaded = loadEnvironments(options);
  const outcomes = checkGuardrails(
    loaded,
    buildApp(loaded, options).stacks,
    plan === undefined ? undefined : changesOf(plan),
  ).filter(({ rule }) => rule.stops !== "plan" || plan !== undefined);
  const failed = outcomes.some(({ findings }) => findings.length > 0);
  if (args.includes("--sarif")) console.log(JSON.stringify(sarif(outcomes), null, 2));
  else if (options.json) console.log(JSON.stringify(outcomes.map(outcomeJson), null, 2));
  else
    console.log(
      [
        ...outcomes.map(outcomeLine),
        ...outcomes.flatMap(({ findings }) => findings.map((finding) => `\n${findingText(finding)}`)),
      ].join("\n"),
    );
  return failed ? 1 : 0;
}

/** The changes of a plan as `terraform show -json` prints it. @throws UsageError */
function changesOf(file: string): PlannedChange[] {
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
    throw new UsageError(`${file} is no plan: write it with terraform show -json.`);
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

const outcomeLine = ({ environment, rule, findings, excepted }: Outcome) =>
  `${findings.length === 0 ? "pass" : "FAIL"}  ${environment}  ${rule.id}  ${rule.title}${excepted > 0 ? ` (${excepted} excepted)` : ""}`;

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof ConfigurationError || error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
