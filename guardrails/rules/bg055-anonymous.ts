import type { Rule } from "../rule";
import { boundary } from "../sources";

export const BG055: Rule = {
  id: "BG055",
  title: "Anonymous users may log in, and nothing else",
  why: "The user u_anon is everybody who reaches the controller.",
  sources: [boundary("rbac/assignable-permissions#anonymous-user-restrictions", "restrictions of anonymous users")],
  remedy: "Grant u_anon authenticate on auth methods only.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    for (const { construct, attributes } of tree.of("boundary_role")) {
      if (!(attributes["principal_ids"] ?? []).includes("u_anon")) continue;
      for (const grant of attributes["grant_strings"] ?? []) {
        if (!/^ids=[^;]+;type=auth-method;actions=authenticate$/.test(grant))
          yield { construct, value: grant, allowed: "type=auth-method;actions=authenticate" };
      }
    }
  },
};
