import type { Rule } from "../rule";
import { boundary } from "../sources";

export const BG054: Rule = {
  id: "BG054",
  title: "No Boundary role grants everything",
  why: "The grant ids=*;type=*;actions=* makes an administrator. On targets, ids=* opens every profile's targets.",
  sources: [boundary("rbac/permission-grant-formats#wildcard-id-type-and-actions", "wildcards in grants")],
  remedy: "Name types, actions, and the ids of targets.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    for (const { construct, attributes } of tree.of("boundary_role")) {
      for (const grant of attributes["grant_strings"] ?? []) {
        const parts = Object.fromEntries(
          String(grant)
            .split(";")
            .map((part) => part.split("=")),
        );
        const actions = String(parts["actions"] ?? "").split(",");
        const wide =
          actions.includes("*") ||
          parts["type"] === "*" ||
          ((parts["ids"] ?? "*") === "*" && actions.includes("authorize-session"));
        if (wide)
          yield { construct, value: grant, allowed: "named types and actions; authorize-session on named targets" };
      }
    }
  },
};
