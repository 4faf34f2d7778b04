import type { Rule } from "../rule";

export const BG006: Rule = {
  id: "BG006",
  title: "Lists of allowed parameter values refuse empty ones",
  why: 'An empty string and an empty list pass every list of allowed values in Vault. `disabled=""` enabled an entity.',
  source: "measured on Vault 1.21 (constructs/vault/policy-rules.ts)",
  remedy: "Render the policy with BreakGlassPolicy, which denies both.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    for (const { name, resource, rules } of tree.policies()) {
      for (const { path, allowedParameters = {}, deniedParameters = {} } of rules) {
        for (const [parameter, values] of Object.entries(allowedParameters)) {
          const denied = deniedParameters[parameter];
          const closed = denied?.length === 0 || (denied?.includes("") && denied.some((value) => Array.isArray(value)));
          if (values.length > 0 && !values.includes("") && !closed)
            yield {
              construct: resource.construct,
              value: `${name}: ${path}: ${parameter}`,
              allowed: 'denied_parameters with "" and []',
            };
        }
      }
    }
  },
};
