import type { Rule } from "../rule";

export const BG001: Rule = {
  id: "BG001",
  title: "Every policy can be read",
  why: "What cannot be parsed cannot be checked, and Vault may read it otherwise than its author.",
  source: "Vault: policy syntax",
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
