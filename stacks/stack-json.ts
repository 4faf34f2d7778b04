import {
  DefaultTokenResolver,
  StringConcat,
  TerraformElement,
  TerraformOutput,
  type TerraformStack,
  Token,
  Tokenization,
} from "cdktf";
import { deepMerge } from "cdktf/lib/util";

type Json = Record<string, unknown>;

/**
 * A stack as Terraform's JSON, equal to what cdktf makes of it (a test compares them), in half the time:
 * cdktf takes every value through its token resolver, and at the end the whole result again. Here only
 * what holds a token goes there.
 */
export function stackJson(stack: TerraformStack, cdktfVersion: string, overrides: Json): Json {
  const elements = stack.node.findAll().filter((node) => TerraformElement.isTerraformElement(node));
  const metadata: Json = { version: cdktfVersion, stackName: stack.node.id, backend: "local" };
  if (Object.keys(overrides).length > 0) metadata["overrides"] = { stack: Object.keys(overrides) };
  for (const element of elements) deepMerge(metadata, resolved(stack, element.toMetadata()));
  const outputs: Json = {};
  for (const element of elements) {
    if (!TerraformOutput.isTerraformOutput(element)) continue;
    const parts = element.node.path.split("/");
    deepMerge(outputs, nested(parts, element.friendlyUniqueId));
  }
  const json: Json = { "//": { metadata, outputs } };
  for (const element of elements) deepMerge(json, resolved(stack, element.toTerraform()));
  deepMerge(json, overrides);
  return json;
}

const nested = (parts: readonly string[], value: string): Json =>
  parts.reduceRight<Json | string>((inner, part) => ({ [part]: inner }), value) as Json;

/** cdktf writes a token as such a text, alone or within another; the key of a map or an element of a list. */
const TOKEN_TEXT = "TfToken[";
/** How a number that is a token looks within a text. */
const TOKEN_NUMBER = /\de\+\d\d/;
const RESOLVER = new DefaultTokenResolver(new StringConcat());

const isToken = (text: unknown) => typeof text === "string" && (text.includes(TOKEN_TEXT) || TOKEN_NUMBER.test(text));

/** Texts with tokens, resolved: the same references stand in many resources of a stack. */
const KNOWN = new WeakMap<TerraformStack, Map<string, unknown>>();

function resolvedText(scope: TerraformStack, text: string, resolve: () => unknown): unknown {
  const known = KNOWN.get(scope) ?? new Map<string, unknown>();
  KNOWN.set(scope, known);
  if (!known.has(text)) known.set(text, resolve());
  return known.get(text);
}

/** The value without tokens and without `undefined`. */
function resolved(scope: TerraformStack, value: unknown): unknown {
  const throughCdktf = () => Tokenization.resolve(value, { scope, preparing: false, resolver: RESOLVER });
  switch (typeof value) {
    case "string":
      return isToken(value) ? resolvedText(scope, value, throughCdktf) : value;
    case "boolean":
    case "undefined":
      return value;
    case "number":
      return Token.isUnresolved(value) ? throughCdktf() : value;
    case "object": {
      if (value === null) return value;
      if (Array.isArray(value)) {
        if (value.some(isToken)) return throughCdktf();
        return value.map((item) => resolved(scope, item)).filter((item) => item !== undefined);
      }
      if (Object.getPrototypeOf(value) !== Object.prototype || "resolve" in value) return throughCdktf();
      const result: Json = {};
      for (const [key, item] of Object.entries(value)) {
        if (isToken(key)) return throughCdktf();
        const plain = resolved(scope, item);
        if (plain !== undefined) result[key] = plain;
      }
      return result;
    }
    default:
      return throughCdktf();
  }
}
