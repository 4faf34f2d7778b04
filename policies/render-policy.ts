import { Token } from "cdktf";
import { ConstructError } from "../model/construct-error";
import { CAPABILITIES, type ParameterConstraints, type ParameterValue, type PolicyRule } from "./policy-rule";

const byCodeUnit = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Values that pass every list of allowed values in Vault. */
const PASSES_EVERY_LIST: readonly ParameterValue[] = ["", []];

const same = (a: ParameterValue) => (b: ParameterValue) => a === b || (typeof a === "object" && typeof b === "object");

/**
 * The rule with its lists of allowed values closed. Vault splits a string at commas and checks whether each part is
 * allowed. An empty string or list has no part, so both pass every list. Measured on 1.21: `disabled=""` passed
 * `[true, "true"]`, and enabled the entity. So this denies both by name.
 */
export function closed(rule: PolicyRule): PolicyRule {
  const lists = Object.entries(rule.allowedParameters ?? {}).filter(
    ([, values]) => values.length > 0 && !values.includes(""),
  );
  // A denial of "*", or of every value of the parameter, already denies the empty ones.
  const open = lists.filter(([name]) => {
    const denied = rule.deniedParameters?.[name];
    return denied === undefined || (denied.length > 0 && !PASSES_EVERY_LIST.every((value) => denied.some(same(value))));
  });
  if (open.length === 0) return rule;
  const denied = open.map(
    ([name]) => [name, [...(rule.deniedParameters?.[name] ?? []), ...PASSES_EVERY_LIST]] as const,
  );
  return { ...rule, deniedParameters: { ...rule.deniedParameters, ...Object.fromEntries(denied) } };
}

/**
 * Renders rules as Vault HCL, sorted by path, with one block per path. So equal rules give equal text.
 *
 * @throws ConstructError on an empty path, a path with a leading `/`, and a path that is declared twice. Vault would merge
 * the two, which no reader expects. Also on missing or unknown capabilities, on `deny` with another capability, and on
 * text that Terraform would evaluate (`${`, `%{`) or that has control characters.
 */
export function renderPolicy(rules: readonly PolicyRule[]): string {
  const sorted = [...rules].sort((a, b) => byCodeUnit(a.path, b.path));
  sorted.forEach((rule, index) => {
    checkRule(rule);
    if (sorted[index - 1]?.path === rule.path) {
      throw new ConstructError("policy", "path declared twice", rule.path, "one rule per path", "Merge the two rules.");
    }
  });
  return `${sorted.map((rule) => renderRule(closed(rule))).join("\n\n")}\n`;
}

function checkRule(rule: PolicyRule): void {
  if (rule.path === "" || rule.path.startsWith("/")) {
    throw new ConstructError("policy", "bad path", rule.path, "a path without a leading slash", "Remove the slash.");
  }
  for (const string of stringsOf(rule)) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
    if (!Token.isUnresolved(string) && /[\u0000-\u001f\u007f]|[$%]\{/.test(string)) {
      throw new ConstructError("policy", "unsafe text", string, "no control characters, ${ or %{", "Remove them.");
    }
  }
  const unknown = rule.capabilities.filter((capability) => !CAPABILITIES.includes(capability));
  if (rule.capabilities.length === 0 || unknown.length > 0) {
    const allowed = CAPABILITIES.join(", ");
    throw new ConstructError(
      "policy",
      `bad capabilities of ${rule.path}`,
      rule.capabilities,
      allowed,
      "Name at least one.",
    );
  }
  if (rule.capabilities.includes("deny") && rule.capabilities.length > 1) {
    const remedy = "Remove the other capabilities. Vault ignores them if there is a deny.";
    throw new ConstructError("policy", `deny with others on ${rule.path}`, rule.capabilities, "deny alone", remedy);
  }
}

function stringsOf(rule: PolicyRule): string[] {
  const constraints = [rule.allowedParameters ?? {}, rule.deniedParameters ?? {}];
  const entries = constraints.flatMap((constraint) => Object.entries(constraint));
  const values = entries.flatMap(([name, list]) => [name, ...list.filter((value) => typeof value === "string")]);
  return [rule.path, rule.comment ?? "", ...(rule.requiredParameters ?? []), ...values];
}

function renderRule(rule: PolicyRule): string {
  const capabilities = [...new Set(rule.capabilities)].sort(
    (a, b) => CAPABILITIES.indexOf(a) - CAPABILITIES.indexOf(b),
  );
  return [
    ...(rule.comment === undefined ? [] : [`# ${rule.comment}`]),
    `path ${quote(rule.path)} {`,
    `  capabilities = ${list(capabilities)}`,
    ...constraintLines("allowed_parameters", rule.allowedParameters),
    ...constraintLines("denied_parameters", rule.deniedParameters),
    ...(rule.requiredParameters === undefined
      ? []
      : [`  required_parameters = ${list([...rule.requiredParameters].sort(byCodeUnit))}`]),
    ...(rule.minWrappingTtl === undefined ? [] : [`  min_wrapping_ttl = "${rule.minWrappingTtl}s"`]),
    ...(rule.maxWrappingTtl === undefined ? [] : [`  max_wrapping_ttl = "${rule.maxWrappingTtl}s"`]),
    "}",
  ].join("\n");
}

function constraintLines(name: string, constraints: ParameterConstraints | undefined): string[] {
  if (constraints === undefined) return [];
  const entries = Object.entries(constraints).sort(([a], [b]) => byCodeUnit(a, b));
  return [`  ${name} = {`, ...entries.map(([key, values]) => `    ${quote(key)} = ${list(values)}`), "  }"];
}

const quote = (value: ParameterValue) => (typeof value === "object" ? "[]" : JSON.stringify(value));
const list = (values: readonly ParameterValue[]) => `[${values.map(quote).join(", ")}]`;
