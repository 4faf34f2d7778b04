import type { Rule } from "../rule";
import { measured, vault } from "../sources";

export const BG006: Rule = {
  id: "BG006",
  title: "Lists of allowed parameter values refuse empty ones",
  why: 'An empty string and an empty list pass every list of allowed values in Vault. `disabled=""` enabled an entity.',
  sources: [
    vault("docs/concepts/policies#parameter-constraints", "parameter constraints"),
    measured("An empty value passes a list of allowed values"),
  ],
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
