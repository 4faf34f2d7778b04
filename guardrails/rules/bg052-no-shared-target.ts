import type { Rule } from "../rule";
import { boundary } from "../sources";

export const BG052: Rule = {
  id: "BG052",
  title: "A target belongs to one profile",
  why: "Brokered credentials belong to the target. A person who reaches another profile's target gets its credentials.",
  sources: [boundary("domain-model/targets", "targets, credential sources and authorize-session")],
  remedy: "Declare one target object per profile and target.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    const roles = new Map<unknown, string[]>();
    for (const role of tree.of("boundary_role")) {
      const ids = (role.attributes["grant_strings"] ?? []).flatMap(
        (grant: string) => grant.match(/\$\{boundary_target[^}]+\}/g) ?? [],
      );
      for (const id of new Set<string>(ids))
        roles.set(tree.referenced(id), [...(roles.get(tree.referenced(id)) ?? []), role.construct]);
    }
    for (const target of tree.of("boundary_target")) {
      const holders = roles.get(target) ?? [];
      if (holders.length !== 1)
        yield { construct: target.construct, value: `${holders.length} roles`, allowed: "exactly one role" };
    }
  },
};
