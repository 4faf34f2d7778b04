import type { Rule } from "../rule";
import { boundary } from "../sources";

export const BG056: Rule = {
  id: "BG056",
  title: "A scope has only declared roles",
  why: "By default, Boundary makes the creator of a scope its administrator and lets everybody list it.",
  sources: [boundary("common-workflows/manage-scopes", "scopes, roles that are created automatically")],
  remedy: "Set auto_create_admin_role and auto_create_default_role to false.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    for (const { construct, attributes } of tree.of("boundary_scope")) {
      const made = ["auto_create_admin_role", "auto_create_default_role"].filter((key) => attributes[key] !== false);
      if (made.length > 0) yield { construct, value: made.join(", "), allowed: "both false" };
    }
  },
};
