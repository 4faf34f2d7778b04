import type { Capability, ParameterConstraints, ParameterValue, PolicyRule } from "./policy-rule";

/** The identity whose values fill the templates in paths. */
export interface Identity {
  readonly id: string;
  readonly name: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly aliases?: readonly {
    readonly mountAccessor: string;
    readonly id: string;
    readonly name: string;
    readonly metadata?: Readonly<Record<string, string>>;
  }[];
  readonly groups?: readonly {
    readonly id: string;
    readonly name: string;
    readonly metadata?: Readonly<Record<string, string>>;
  }[];
}

export type Operation = "create" | "read" | "update" | "patch" | "delete" | "list";

/** A request, as Vault's ACL sees it. */
export interface AclRequest {
  readonly path: string;
  readonly operation: Operation;
  /** Parameters as parsed JSON. @default none */
  readonly data?: Readonly<Record<string, unknown>>;
  /** Seconds of the requested wrapping. @default unwrapped */
  readonly wrapTtl?: number;
}

/** The rights on one path, merged over a set of policies. */
interface Permissions {
  capabilities: Set<Capability>;
  allowed: Map<string, readonly ParameterValue[]>;
  denied: Map<string, readonly ParameterValue[]>;
  required: Set<string>;
  minWrappingTtl: number;
  maxWrappingTtl: number;
}

/**
 * Vault's decisions for a set of policies and an identity, without a Vault. Compared with a real Vault in
 * every live run and a million times in `npm run soak`.
 *
 * The capabilities of one path add up over all policies, unless one of them denies. Then the rule that matches a request
 * best decides alone. An exact path matches best. Among prefixes (`*`) and paths with `+`, the path with the latest
 * first wildcard wins.
 *
 * @see https://developer.hashicorp.com/vault/docs/concepts/policies#policy-syntax
 */
export class VaultAcl {
  private readonly exact = new Map<string, Permissions>();
  private readonly prefixes = new Map<string, Permissions>();
  private readonly segments = new Map<string, Permissions>();

  /** @param policies in Vault's order; a rule whose template has no value does not count */
  constructor(policies: readonly (readonly PolicyRule[])[], identity?: Identity) {
    for (const rule of policies.flat()) {
      const filled = fillTemplates(rule.path, identity);
      if (filled !== undefined) this.add(filled.replace(/^\//, ""), rule);
    }
  }

  private add(path: string, rule: PolicyRule): void {
    const [rules, key] = this.placeOf(path);
    const known = rules.get(key);
    if (known === undefined) rules.set(key, permissionsOf(rule));
    else merge(known, rule);
  }

  private placeOf(path: string): [Map<string, Permissions>, string] {
    if (path === "+" || path.startsWith("+/") || path.includes("/+")) return [this.segments, path];
    if (path.endsWith("*")) return [this.prefixes, path.slice(0, -1)];
    return [this.exact, path];
  }

  /** Every path of a rule, with its wildcards and the rights on it. */
  *rules(): Generator<{ readonly path: string; readonly capabilities: ReadonlySet<Capability> }> {
    for (const [path, { capabilities }] of this.exact) yield { path, capabilities };
    for (const [path, { capabilities }] of this.prefixes) yield { path: `${path}*`, capabilities };
    for (const [path, { capabilities }] of this.segments) yield { path, capabilities };
  }

  /** The answer of `sys/capabilities`: sorted, and only `deny` if nothing is granted. */
  capabilities(path: string): Capability[] {
    const granted = this.find(path, true)?.capabilities ?? new Set<Capability>();
    return granted.size === 0 || granted.has("deny") ? ["deny"] : [...granted].sort();
  }

  /** Whether the ACL lets a request through. `sudo` is a capability of its own: see `capabilities`. */
  allows({ path, operation, data = {}, wrapTtl }: AclRequest): boolean {
    const permissions = this.find(path, operation === "list");
    if (permissions === undefined || !permissions.capabilities.has(operation)) return false;
    const { minWrappingTtl: min, maxWrappingTtl: max } = permissions;
    if (max > 0 && (wrapTtl === undefined || wrapTtl > max)) return false;
    if (min > 0 && (wrapTtl === undefined || wrapTtl < min)) return false;
    if (min > 0 && max > 0 && max < min) return false;
    return operation === "delete" || operation === "list" || parametersAllowed(permissions, data);
  }

  private find(path: string, list: boolean): Permissions | undefined {
    const bare = path.replace(/\/$/, "");
    return (
      this.exact.get(path) ??
      (list ? this.exact.get(bare) : undefined) ??
      (list && bare !== path ? this.findByPattern(bare) : undefined) ??
      this.findByPattern(path)
    );
  }

  private findByPattern(path: string): Permissions | undefined {
    let best: Match | undefined;
    const consider = (match: Match) => {
      if (best === undefined || isBetter(match, best)) best = match;
    };
    let longest: string | undefined;
    for (const text of this.prefixes.keys()) {
      if (path.startsWith(text) && (longest === undefined || text.length > longest.length)) longest = text;
    }
    const prefix = longest === undefined ? undefined : this.prefixes.get(longest);
    if (longest !== undefined && prefix !== undefined) {
      consider({ text: longest, firstWildcard: longest.length, isPrefix: true, wildcards: 0, permissions: prefix });
    }
    if (this.segments.size === 0) return prefix;
    const parts = path.split("/");
    for (const [pattern, permissions] of this.segments) {
      const isPrefix = pattern.endsWith("*");
      const text = isPrefix ? pattern.slice(0, -1) : pattern;
      if (!segmentsMatch(text.split("/"), parts, isPrefix)) continue;
      const wildcards = text.split("/").filter((part) => part === "+").length;
      consider({ text, firstWildcard: pattern.indexOf("+"), isPrefix, wildcards, permissions });
    }
    return best?.permissions;
  }
}

interface Match {
  /** The path without its `*`. */
  readonly text: string;
  readonly firstWildcard: number;
  readonly isPrefix: boolean;
  readonly wildcards: number;
  readonly permissions: Permissions;
}

/** Vault's order of precedence among paths with wildcards, as its documentation lists it. */
function isBetter(a: Match, b: Match): boolean {
  if (a.firstWildcard !== b.firstWildcard) return a.firstWildcard > b.firstWildcard;
  if (a.isPrefix !== b.isPrefix) return b.isPrefix;
  if (a.wildcards !== b.wildcards) return a.wildcards < b.wildcards;
  if (a.text.length !== b.text.length) return a.text.length > b.text.length;
  return a.text > b.text;
}

function segmentsMatch(pattern: readonly string[], path: readonly string[], isPrefix: boolean): boolean {
  if (isPrefix ? path.length < pattern.length : path.length !== pattern.length) return false;
  return pattern.every((part, index) => {
    const segment = path[index] ?? "";
    return part === "+" || part === segment || (isPrefix && index === pattern.length - 1 && segment.startsWith(part));
  });
}

const lowerKeys = (constraints: ParameterConstraints = {}) =>
  new Map(Object.entries(constraints).map(([name, values]) => [name.toLowerCase(), values]));

function permissionsOf(rule: PolicyRule): Permissions {
  return {
    capabilities: new Set(rule.capabilities.includes("deny") ? ["deny"] : rule.capabilities),
    allowed: lowerKeys(rule.allowedParameters),
    denied: lowerKeys(rule.deniedParameters),
    required: new Set(rule.requiredParameters ?? []),
    minWrappingTtl: rule.minWrappingTtl ?? 0,
    maxWrappingTtl: rule.maxWrappingTtl ?? 0,
  };
}

/** A second rule for the same path. A denial stays, whatever the other rule grants. */
function merge(into: Permissions, rule: PolicyRule): void {
  if (into.capabilities.has("deny")) return;
  if (rule.capabilities.includes("deny")) {
    into.capabilities = new Set(["deny"]);
    into.allowed = new Map();
    into.denied = new Map();
    return;
  }
  for (const capability of rule.capabilities) into.capabilities.add(capability);
  const smaller = (a: number, b = 0) => (a === 0 ? b : b === 0 ? a : Math.min(a, b));
  into.minWrappingTtl = smaller(into.minWrappingTtl, rule.minWrappingTtl);
  into.maxWrappingTtl = smaller(into.maxWrappingTtl, rule.maxWrappingTtl);
  mergeConstraints(into.allowed, lowerKeys(rule.allowedParameters));
  mergeConstraints(into.denied, lowerKeys(rule.deniedParameters));
  for (const name of rule.requiredParameters ?? []) into.required.add(name);
}

/** An empty list, which means every value, wins over any other. */
function mergeConstraints(
  into: Map<string, readonly ParameterValue[]>,
  more: ReadonlyMap<string, readonly ParameterValue[]>,
): void {
  for (const [name, values] of more) {
    const known = into.get(name);
    into.set(name, values.length === 0 || known?.length === 0 ? [] : [...values, ...(known ?? [])]);
  }
}

function parametersAllowed(
  { allowed, denied, required }: Permissions,
  data: Readonly<Record<string, unknown>>,
): boolean {
  if ([...required].some((name) => !(name.toLowerCase() in data))) return false;
  const entries = Object.entries(data).map(([name, value]) => [name.toLowerCase(), value] as const);
  if (entries.length === 0) return true;
  if (denied.has("*")) return false;
  if (entries.some(([name, value]) => isDenied(value, denied.get(name)))) return false;
  if (allowed.size === 0) return true;
  return entries.every(([name, value]) => {
    const values = allowed.get(name);
    return values === undefined ? allowed.has("*") : isAllowed(value, values);
  });
}

function isDenied(value: unknown, list: readonly ParameterValue[] | undefined): boolean {
  if (list === undefined) return false;
  return list.length === 0 || isListed(value, list) || partsOf(value).some((part) => isListed(part, list));
}

/** A value is also allowed if each of its parts is. An empty value has no part, so it is always allowed. */
function isAllowed(value: unknown, list: readonly ParameterValue[]): boolean {
  if (list.length === 0 || isListed(value, list)) return true;
  const splits = Array.isArray(value) || typeof value === "string";
  return splits && partsOf(value).every((part) => isListed(part, list));
}

/** Vault treats a string with commas as a list. */
function partsOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value !== "string" || value === "") return [];
  return value.split(",").map((part) => part.trim());
}

/** Numbers never match, because Vault compares a number of its policy with the string of the request's number. */
function isListed(value: unknown, list: readonly ParameterValue[]): boolean {
  return list.some((listed) => {
    if (typeof listed === "string") return typeof value === "string" && globMatches(listed, value);
    if (typeof listed === "boolean") return value === listed;
    return typeof listed === "object" && Array.isArray(value) && value.length === 0;
  });
}

/** A `*` at the start or the end of a listed string. */
function globMatches(pattern: string, text: string): boolean {
  if (pattern.length < 2) return text === pattern;
  const [first, last] = [pattern.startsWith("*"), pattern.endsWith("*")];
  if (first && last) return text.includes(pattern.slice(1, -1));
  if (first) return text.endsWith(pattern.slice(1));
  return last ? text.startsWith(pattern.slice(0, -1)) : text === pattern;
}

/** The path with its templates filled in, or `undefined` if one of them has no value. */
function fillTemplates(path: string, identity: Identity | undefined): string | undefined {
  let complete = true;
  const filled = path.replace(/\{\{(.*?)\}\}/g, (_, selector: string) => {
    const value = identity === undefined ? undefined : selectedValue(selector.trim(), identity);
    if (value === undefined) complete = false; // An empty metadata value is also a value, and it widens the path.
    return value ?? "";
  });
  return complete ? filled : undefined;
}

function selectedValue(selector: string, identity: Identity): string | undefined {
  const entity = /^identity\.entity\.(id|name|metadata\.(.+)|aliases\.([^.]+)\.(?:(id|name)|metadata\.(.+)))$/.exec(
    selector,
  );
  if (entity !== null) {
    const [, what = "", key, accessor, field, aliasKey] = entity;
    if (what === "id" || what === "name") return identity[what];
    if (key !== undefined) return identity.metadata?.[key];
    const alias = identity.aliases?.find(({ mountAccessor }) => mountAccessor === accessor);
    return aliasKey === undefined ? alias?.[field as "id" | "name"] : alias?.metadata?.[aliasKey];
  }
  const group = /^identity\.groups\.(ids|names)\.([^.]+)\.(?:(id|name)|metadata\.(.+))$/.exec(selector);
  if (group === null) return undefined;
  const [, by, which, field, key] = group;
  const found = identity.groups?.find(({ id, name }) => (by === "ids" ? id : name) === which);
  return key === undefined ? found?.[field as "id" | "name"] : found?.metadata?.[key];
}
