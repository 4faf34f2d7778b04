import { parse } from "@cdktf/hcl2json";
import { PolicySyntaxError, parsePolicy } from "../../policies/parse-policy";
import type { PolicyRule } from "../../policies/policy-rule";
import { closed, renderPolicy } from "../../policies/render-policy";
import { VaultAcl } from "../../policies/vault-acl";
import { type Json, jsonOf, loadSamples } from "../synthesized";

const capabilities = (...rules: PolicyRule[]) => new VaultAcl([rules]);
const read = (path: string): PolicyRule => ({ path, capabilities: ["read"] });
const list = (path: string): PolicyRule => ({ path, capabilities: ["list"] });

test("an exact path decides before a prefix, a longer prefix before a shorter", () => {
  const acl = capabilities(list("a/*"), read("a/b"), { path: "a/bc*", capabilities: ["delete"] });
  expect(acl.capabilities("a/b")).toEqual(["read"]);
  expect(acl.capabilities("a/x")).toEqual(["list"]);
  expect(acl.capabilities("a/bcd")).toEqual(["delete"]);
  expect(acl.capabilities("b")).toEqual(["deny"]);
});

test("an exact allow beats a glob deny, so an approver's own approval is not in their policy", () => {
  const acl = capabilities(read("identity/oidc/token/approve_x"), {
    path: "identity/oidc/token/*",
    capabilities: ["deny"],
  });
  expect(acl.capabilities("identity/oidc/token/approve_x")).toEqual(["read"]);
});

test("of one path, policies add up, and a denial stays", () => {
  expect(new VaultAcl([[read("a")], [list("a")]]).capabilities("a")).toEqual(["list", "read"]);
  expect(new VaultAcl([[read("a")], [{ path: "a", capabilities: ["deny"] }], [list("a")]]).capabilities("a")).toEqual([
    "deny",
  ]);
});

test("a path with + whose wildcard stands later decides", () => {
  const acl = capabilities(read("a/+/c"), list("a/b/+"));
  expect(acl.capabilities("a/b/c")).toEqual(["list"]);
  expect(acl.capabilities("a/x/c")).toEqual(["read"]);
  expect(acl.capabilities("a/x/c/d")).toEqual(["deny"]);
});

test("templates are filled in for an identity; a rule without a value is none", () => {
  const rules = [read("users/{{identity.entity.name}}"), read("teams/{{identity.entity.metadata.team}}/x")];
  const acl = new VaultAcl([rules], { id: "1", name: "maya", metadata: {} });
  expect(acl.capabilities("users/maya")).toEqual(["read"]);
  expect([...acl.rules()]).toHaveLength(1);
});

test("an empty value passes a list of allowed values, unless the rule is closed", () => {
  const rule: PolicyRule = { path: "a", capabilities: ["update"], allowedParameters: { disabled: [true, "true"] } };
  const request = (disabled: unknown) => ({ path: "a", operation: "update", data: { disabled } }) as const;
  expect([true, "true", false, "", [], "true,true"].map((value) => capabilities(rule).allows(request(value)))).toEqual([
    true,
    true,
    false,
    true,
    true,
    true,
  ]);
  expect(["", [], [""], true].map((value) => capabilities(closed(rule)).allows(request(value)))).toEqual([
    false,
    false,
    false,
    true,
  ]);
});

test("wrapping, required and unknown parameters", () => {
  const rule: PolicyRule = {
    path: "a",
    capabilities: ["update"],
    requiredParameters: ["b"],
    allowedParameters: { b: [] },
    minWrappingTtl: 10,
    maxWrappingTtl: 60,
  };
  const allows = (data: Record<string, unknown>, wrapTtl?: number) =>
    capabilities(rule).allows({ path: "a", operation: "update", data, wrapTtl });
  expect([
    allows({ b: 1 }, 30),
    allows({ b: 1 }),
    allows({ b: 1 }, 90),
    allows({}, 30),
    allows({ b: 1, c: 1 }, 30),
  ]).toEqual([true, false, false, false, false]);
});

test("every policy of the samples is read as HCL reads it, and gives the same text again", async () => {
  // Policies that differ in ids alone are one here.
  const texts = new Set(
    Object.values(jsonOf(loadSamples()))
      .flatMap((stack) => Object.values<{ policy: string }>(stack.resource.vault_policy))
      .map(({ policy }) => policy.replace(/\$\{[^{}]*\}/g, "expression")),
  );
  expect(texts.size).toBeGreaterThan(40);
  for (const text of texts) {
    const rules = parsePolicy(text);
    const { path } = await parse("policy.hcl", text);
    const ours = rules.map(({ path: name, capabilities, allowedParameters, deniedParameters }) => [
      name,
      { capabilities, allowed_parameters: allowedParameters, denied_parameters: deniedParameters },
    ]);
    const theirs = Object.entries<Json>(path).map(
      ([name, [{ capabilities, allowed_parameters, denied_parameters }]]) => [
        name,
        { capabilities, allowed_parameters, denied_parameters },
      ],
    );
    expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(theirs));
    expect(renderPolicy(rules)).toBe(text.replace(/^# .*\n/gm, ""));
  }
});

test("JSON, comments, old policies and durations", () => {
  expect(parsePolicy('{"path":{"a":{"capabilities":["read"]}}}')).toMatchObject([
    { path: "a", capabilities: ["read"] },
  ]);
  const text = '# one\n/* two */ name = "x"\npath "a" { policy = "write" // three\n min_wrapping_ttl = "1m30s" }';
  expect(parsePolicy(text)).toMatchObject([
    { path: "a", capabilities: ["create", "read", "update", "delete", "list"], minWrappingTtl: 90 },
  ]);
});

test.each([
  'path "a" {',
  "path a {}",
  'path "a" { capabilities = ["fly"] }',
  'rule "a" {}',
  'path "a" { capabilities = [read] }',
  "{",
  'path "a" { x = § }',
])("%s is refused", (text) => expect(() => parsePolicy(text)).toThrow(PolicySyntaxError));
