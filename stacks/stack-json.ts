import {
  DefaultTokenResolver,
  StringConcat,
  TerraformElement,
  TerraformOutput,
  type TerraformStack,
  Token,
  Tokenization,
} from "cdktf";
import { TokenMap } from "cdktf/lib/tokens/private/token-map";
import { deepMerge } from "cdktf/lib/util";

type Json = Record<string, unknown>;

/**
 * A stack as Terraform's JSON, equal to cdktf's own (a test compares them), in half the time. cdktf takes every value
 * through its token resolver, and at the end the whole result again. Here only values with a token go there.
 *
 * It stays for large environments. At 10,000 targets (80,000 resources), synthesis takes 71 s of processor time. With
 * cdktf's own way it takes 180 s. The peak of memory is 2.4 and 2.2 GB.
 */
export function stackJson(stack: TerraformStack, cdktfVersion: string, overrides: Json): Json {
  const elements = stack.node.findAll().filter((node) => TerraformElement.isTerraformElement(node));
  const metadata: Json = { version: cdktfVersion, stackName: stack.node.id, backend: "local" };
  if (Object.keys(overrides).length > 0) metadata["overrides"] = { stack: Object.keys(overrides) };
  for (const element of elements) merge(metadata, resolved(stack, element.toMetadata()) as Json);
  const outputs: Json = {};
  for (const element of elements) {
    if (!TerraformOutput.isTerraformOutput(element)) continue;
    merge(outputs, nested(element.node.path.split("/"), element.friendlyUniqueId));
  }
  const json: Json = { "//": { metadata, outputs } };
  for (const element of elements) merge(json, resolved(stack, element.toTerraform()) as Json);
  deepMerge(json, overrides);
  return json;
}

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Adds `source`, whose objects are nobody else's, to `target`: cdktf's `deepMerge` without copying them. */
function merge(target: Json, source: Json): void {
  for (const key of Object.keys(source)) {
    const [there, value] = [target[key], source[key]];
    if (isObject(there) && isObject(value)) merge(there, value);
    else target[key] = Array.isArray(there) && Array.isArray(value) ? [...there, ...value] : value;
  }
}

const nested = (parts: readonly string[], value: string): Json =>
  parts.reduceRight<Json | string>((inner, part) => ({ [part]: inner }), value) as Json;

/** cdktf writes a token as such a text, alone or within another; the key of a map or an element of a list. */
const TOKEN_TEXT = "TfToken[";
/** A list that is one token has such an element. */
const TOKEN_LIST = "#{TfToken[";
/** How a number that is a token looks within a text. */
const TOKEN_NUMBER = /\de\+\d\d/;
const RESOLVER = new DefaultTokenResolver(new StringConcat());

const isToken = (text: unknown) =>
  typeof text === "string" && (text.includes(TOKEN_TEXT) || (text.includes("e+") && TOKEN_NUMBER.test(text)));
const mayBeListToken = (item: unknown) =>
  (typeof item === "number" && !Number.isSafeInteger(item)) || (typeof item === "string" && item.includes(TOKEN_LIST));

const throughCdktf = (scope: TerraformStack, value: unknown): unknown =>
  Tokenization.resolve(value, { scope, preparing: false, resolver: RESOLVER });

/** Texts with tokens, resolved: the same references stand in many resources of a stack. */
const KNOWN = new WeakMap<TerraformStack, Map<string, string>>();

function resolvedText(scope: TerraformStack, text: string): unknown {
  const known = KNOWN.get(scope) ?? new Map<string, string>();
  KNOWN.set(scope, known);
  const value = known.get(text) ?? withTokens(scope, text) ?? throughCdktf(scope, text);
  if (typeof value === "string") known.set(text, value);
  return value;
}

const TOKENS = /\$\{TfToken\[(TOKEN\.\d+)\]\}/g;
/** Within such a literal part, cdktf writes references in another way. */
const EXPRESSION = "${";

/** A text with its tokens resolved one by one, where that is the same; nearly all are references. */
function withTokens(scope: TerraformStack, text: string, suppressBraces = false): string | undefined {
  if (text.replace(TOKENS, "").includes(EXPRESSION)) return undefined;
  let plain = true;
  const result = text.replace(TOKENS, (part, key: string) => {
    const value = tokenValue(scope, part, key, suppressBraces, part === text);
    plain &&= typeof value === "string";
    return String(value);
  });
  return plain && !isToken(result) ? result : undefined;
}

function tokenValue(scope: TerraformStack, part: string, key: string, suppressBraces: boolean, alone: boolean) {
  const token = TokenMap.instance().lookupToken(key);
  if (!("originStack" in token || "dependable" in token)) {
    return alone || suppressBraces ? undefined : resolvedText(scope, part);
  }
  const context = { scope, preparing: false, suppressBraces, resolve: String, registerPostProcessor: () => {} };
  const value: unknown = token.resolve(context);
  // A resource's address is itself a reference, which stands there without braces.
  return isToken(value) ? withTokens(scope, String(value), context.suppressBraces) : value;
}

/** The value without tokens and without `undefined`. */
function resolved(scope: TerraformStack, value: unknown): unknown {
  switch (typeof value) {
    case "string":
      return isToken(value) ? resolvedText(scope, value) : value;
    case "boolean":
    case "undefined":
      return value;
    case "number":
      return Token.isUnresolved(value) ? throughCdktf(scope, value) : value;
    case "object": {
      if (value === null) return value;
      if (Array.isArray(value)) {
        if (value.some(mayBeListToken)) return throughCdktf(scope, value);
        return value.map((item) => resolved(scope, item)).filter((item) => item !== undefined);
      }
      if (Object.getPrototypeOf(value) !== Object.prototype || "resolve" in value) return throughCdktf(scope, value);
      const result: Json = {};
      for (const key of Object.keys(value)) {
        if (isToken(key)) return throughCdktf(scope, value);
        const plain = resolved(scope, (value as Json)[key]);
        if (plain !== undefined) result[key] = plain;
      }
      return result;
    }
    default:
      return throughCdktf(scope, value);
  }
}
