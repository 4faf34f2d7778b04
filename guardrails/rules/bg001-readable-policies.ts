import type { Rule } from "../rule";
import { vault } from "../sources";

export const BG001: Rule = {
  id: "BG001",
  title: "Every policy can be read",
  why: "A policy that cannot be parsed cannot be checked. Vault may read it in another way than its author meant.",
  sources: [vault("docs/concepts/policies#policy-syntax", "policy syntax")],
  remedy: "Write the policy with BreakGlassPolicy, or correct its text.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    for (const { name, resource, problem } of tree.policies()) {
      if (problem !== undefined)
        yield { construct: resource.construct, value: `${name}: ${problem}`, allowed: "Vault's HCL or JSON" };
    }
  },
};
