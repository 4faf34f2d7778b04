import type { Rule } from "../rule";
import { breakGlassPractice, vault } from "../sources";

const EVERYTHING = ["*", "+", "+/*", "sys/*", "auth/*", "identity/*"];

export const BG002: Rule = {
  id: "BG002",
  title: "No policy grants everything",
  why: "A rule that covers all of Vault, or a whole system area, is root under another name.",
  sources: [
    vault("docs/concepts/production-hardening", "production hardening, avoid root tokens"),
    breakGlassPractice("limit access"),
  ],
  remedy: "Name only the paths that the duty needs.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    for (const { name, resource, rules } of tree.policies()) {
      for (const { path, capabilities } of rules) {
        if (EVERYTHING.includes(path) && !capabilities.includes("deny"))
          yield {
            construct: resource.construct,
            value: `${name}: path "${path}"`,
            allowed: `no rule for ${EVERYTHING.join(", ")}`,
          };
      }
    }
  },
};
