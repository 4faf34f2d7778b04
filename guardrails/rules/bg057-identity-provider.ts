import type { Rule } from "../rule";
import { boundary, vault } from "../sources";

export const BG057: Rule = {
  id: "BG057",
  title: "Vault admits only emergency duties to Boundary, after a recent login",
  why: "An assignment of everybody, or a login of any age, opens Boundary to everybody with a Vault token.",
  sources: [
    vault("docs/concepts/oidc-provider#assignments", "OIDC provider, assignments"),
    boundary("domain-model/auth-methods#oidc-auth-method-attributes", "OIDC auth method, max_age"),
  ],
  remedy: "Assign groups, and set max_age.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    for (const { construct, attributes } of tree.of("vault_identity_oidc_client")) {
      const assignments: string[] = attributes["assignments"] ?? [];
      if (assignments.length === 0 || assignments.includes("allow_all"))
        yield { construct, value: assignments.join(", ") || "no assignment", allowed: "an assignment of groups" };
    }
    for (const { construct, attributes } of tree.of("boundary_auth_method_oidc")) {
      if (!(attributes["max_age"] > 0))
        yield { construct, value: `max_age = ${attributes["max_age"]}`, allowed: "a positive number of seconds" };
    }
  },
};
