import { CAPABILITIES, type Capability, type ParameterConstraints, type PolicyRule } from "./policy-rule";

/** The text is not a Vault policy that this parser can read. */
export class PolicySyntaxError extends Error {}

type Value = string | number | boolean | Value[] | { [key: string]: Value };

/** White space and comments, then a token. At the end of the text, there is no token. */
const TOKEN =
  /(?:\s|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*("(?:[^"\\\n]|\\.)*"|[A-Za-z_][\w.-]*|[{}[\]=,:]|-?\d+(?:\.\d+)?|$)/y;

const PLAIN = " \n{}[]=,:";

const OLD_POLICIES: Readonly<Record<string, readonly Capability[]>> = {
  deny: ["deny"],
  read: ["read", "list"],
  write: ["create", "read", "update", "delete", "list"],
  sudo: ["create", "read", "update", "delete", "list", "sudo"],
};

/**
 * The rules of a policy's text, in Vault's HCL or JSON. This is the inverse of `renderPolicy`, also for texts by
 * other authors.
 *
 * @throws PolicySyntaxError
 */
export function parsePolicy(text: string): PolicyRule[] {
  if (text.trimStart().startsWith("{")) return rulesOfJson(text);
  const tokens = tokensOf(text);
  let index = 0;
  const next = () => tokens[index++] ?? "";
  const expect = (token: string) => {
    const found = next();
    if (found !== token) throw new PolicySyntaxError(`"${token}" was expected, not "${found || "the end"}"`);
  };
  const value = (): Value => {
    const token = next();
    if (token === "[") return list();
    if (token === "{") return block();
    if (token.startsWith('"')) return textOf(token);
    if (token === "true" || token === "false") return token === "true";
    if (/^-?\d/.test(token)) return Number(token);
    throw new PolicySyntaxError(`a value was expected, not "${token || "the end"}"`);
  };
  const list = (): Value[] => {
    const items: Value[] = [];
    while (tokens[index] !== "]") {
      items.push(value());
      if (tokens[index] === ",") index++;
      else break;
    }
    expect("]");
    return items;
  };
  const block = (): { [key: string]: Value } => {
    const result: { [key: string]: Value } = {};
    while (tokens[index] !== "}") {
      const key = next();
      if (!/^["A-Za-z_]/.test(key)) throw new PolicySyntaxError(`a name was expected, not "${key || "the end"}"`);
      if (tokens[index] === "=" || tokens[index] === ":") index++;
      result[key.startsWith('"') ? textOf(key) : key] = value();
      if (tokens[index] === ",") index++;
    }
    expect("}");
    return result;
  };
  const rules: PolicyRule[] = [];
  while (index < tokens.length) {
    const keyword = next();
    if (keyword === "name") {
      expect("=");
      value();
      continue;
    }
    if (keyword !== "path") throw new PolicySyntaxError(`"path" was expected, not "${keyword}"`);
    const path = value();
    expect("{");
    if (typeof path !== "string") throw new PolicySyntaxError("a path must be a string");
    rules.push(ruleOf(path, block()));
  }
  return rules;
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  let index = 0;
  for (;;) {
    const token = plainTokenAt(text, index);
    if (token !== undefined) {
      index += token.length;
      if (token !== " " && token !== "\n") tokens.push(token);
      continue;
    }
    TOKEN.lastIndex = index;
    const other = TOKEN.exec(text)?.[1];
    if (other === "") return tokens;
    if (other === undefined)
      throw new PolicySyntaxError(`line ${text.slice(0, index).split("\n").length} cannot be read`);
    tokens.push(other);
    index = TOKEN.lastIndex;
  }
}

/** Most of a policy, without a regular expression: a large one has tens of thousands of tokens. */
function plainTokenAt(text: string, index: number): string | undefined {
  const char = text[index];
  if (char === undefined || PLAIN.includes(char)) return char;
  if (char !== '"') return undefined;
  const token = text.slice(index, text.indexOf('"', index + 1) + 1);
  return token === "" || token.includes("\\") || token.includes("\n") ? undefined : token;
}

/** The value of a quoted token. */
const textOf = (token: string): string => (token.includes("\\") ? JSON.parse(token) : token.slice(1, -1));

function rulesOfJson(text: string): PolicyRule[] {
  let parsed: { path?: Record<string, { [key: string]: Value }> };
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new PolicySyntaxError("the text is not valid JSON");
  }
  return Object.entries(parsed.path ?? {}).map(([path, rule]) => ruleOf(path, rule));
}

function ruleOf(path: string, rule: { [key: string]: Value }): PolicyRule {
  const strings = (value: Value | undefined) => (Array.isArray(value) ? value.map(String) : []);
  const old = typeof rule["policy"] === "string" ? (OLD_POLICIES[rule["policy"]] ?? []) : [];
  const capabilities = [...old, ...strings(rule["capabilities"])] as Capability[];
  const unknown = capabilities.find((capability) => !CAPABILITIES.includes(capability));
  if (unknown !== undefined) throw new PolicySyntaxError(`${path}: "${unknown}" is not a capability`);
  const parameters = (name: string) => rule[name] as ParameterConstraints | undefined;
  return {
    path,
    capabilities,
    allowedParameters: parameters("allowed_parameters"),
    deniedParameters: parameters("denied_parameters"),
    requiredParameters: rule["required_parameters"] === undefined ? undefined : strings(rule["required_parameters"]),
    minWrappingTtl: seconds(rule["min_wrapping_ttl"]),
    maxWrappingTtl: seconds(rule["max_wrapping_ttl"]),
  };
}

function seconds(value: Value | undefined): number | undefined {
  if (value === undefined || typeof value === "number") return value;
  const parts = [...String(value).matchAll(/(\d+)([smhd]?)/g)];
  return parts.reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * ({ m: 60, h: 3600, d: 86400 }[unit ?? ""] ?? 1),
    0,
  );
}
