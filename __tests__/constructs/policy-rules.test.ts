import { parse } from "@cdktf/hcl2json";
import fc from "fast-check";
import { CAPABILITIES, type PolicyRule } from "../../policies/policy-rule";
import { closed, renderPolicy } from "../../policies/render-policy";
import { runs } from "../runs";

const word = fc.stringMatching(/^[a-z0-9_{}"\\.+-]{1,12}$/);
const safe = word.filter((text) => !/[$%]\{/.test(text));
const value = fc.oneof(safe, fc.boolean(), fc.integer({ min: 0, max: 1000 }));
const constraints = fc.dictionary(fc.stringMatching(/^[a-z_]{1,10}$/), fc.array(value, { maxLength: 3 }), {
  maxKeys: 3,
});
const grants = fc.uniqueArray(fc.constantFrom(...CAPABILITIES.filter((name) => name !== "deny")), { minLength: 1 });

const rule: fc.Arbitrary<PolicyRule> = fc.record(
  {
    path: fc.array(safe, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/")),
    capabilities: fc.oneof(grants, fc.constant(["deny"] as const)),
    allowedParameters: constraints,
    deniedParameters: constraints,
    requiredParameters: fc.uniqueArray(fc.stringMatching(/^[a-z_]{1,10}$/), { minLength: 1, maxLength: 3 }),
    minWrappingTtl: fc.integer({ min: 1, max: 600 }),
    maxWrappingTtl: fc.integer({ min: 1, max: 600 }),
  },
  { requiredKeys: ["path", "capabilities"] },
);

test("a rendered policy parses back to the same rules", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(rule, { selector: ({ path }) => path, minLength: 1, maxLength: 4 }),
      async (rules) => {
        const parsed = await parse("policy.hcl", renderPolicy(rules));
        for (const { path, capabilities, minWrappingTtl, ...rest } of rules) {
          const [block] = parsed["path"][path];
          expect(new Set(block.capabilities)).toEqual(new Set(capabilities));
          expect(block.allowed_parameters).toEqual(rest.allowedParameters);
          expect(block.denied_parameters).toEqual(closed({ path, capabilities, ...rest }).deniedParameters);
          expect(block.required_parameters).toEqual(rest.requiredParameters && [...rest.requiredParameters].sort());
          expect(block.min_wrapping_ttl).toBe(minWrappingTtl === undefined ? undefined : `${minWrappingTtl}s`);
        }
        expect(Object.keys(parsed["path"])).toHaveLength(rules.length);
      },
    ),
    runs(50),
  );
});

test("the order of rules does not change the text", () => {
  fc.assert(
    fc.property(fc.uniqueArray(rule, { selector: ({ path }) => path, minLength: 2 }), (rules) => {
      expect(renderPolicy([...rules].reverse())).toBe(renderPolicy(rules));
    }),
  );
});

test.each<[string, PolicyRule[]]>([
  ["bad path", [{ path: "/sys", capabilities: ["read"] }]],
  ["bad path", [{ path: "", capabilities: ["read"] }]],
  ["bad capabilities", [{ path: "a", capabilities: [] }]],
  ["bad capabilities", [{ path: "a", capabilities: ["write" as never] }]],
  ["deny with others", [{ path: "a", capabilities: ["deny", "read"] }]],
  ["unsafe text", [{ path: "a$" + "{b}", capabilities: ["read"] }]],
  ["unsafe text", [{ path: 'a"\n}', capabilities: ["read"] }]],
  ["unsafe text", [{ path: "a", capabilities: ["read"], comment: 'x\npath "*" {}' }]],
  [
    "declared twice",
    [
      { path: "a", capabilities: ["read"] },
      { path: "a", capabilities: ["list"] },
    ],
  ],
])("%s is refused", (message, rules) => {
  expect(() => renderPolicy(rules)).toThrow(message);
});

test("a list of allowed values denies the empty text and the empty list, which pass every list in Vault", () => {
  const allowedParameters = { disabled: [true, "true"], password: [], note: ["", "x"] };
  const text = renderPolicy([{ path: "a", capabilities: ["update"], allowedParameters }]);
  expect(text).toContain('denied_parameters = {\n    "disabled" = ["", []]\n  }');
  const denied = renderPolicy([
    { path: "a", capabilities: ["update"], allowedParameters, deniedParameters: { disabled: ["false"] } },
  ]);
  expect(denied).toContain('"disabled" = ["false", "", []]');
});
