import { isOfResponders } from "../../model/names";
import type { Rule } from "../rule";
import { measured } from "../sources";

export const BG031: Rule = {
  id: "BG031",
  title: "A break-glass entity has one alias and one group",
  why: "Boundary sees all groups of an entity, so one approval would open them all. A second alias is a second way in.",
  sources: [measured("Boundary sees every group of an entity")],
  remedy: "Declare one entity per responder and profile.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    const aliases = new Map<unknown, number>();
    for (const { attributes } of tree.of("vault_identity_entity_alias")) {
      const entity = tree.referenced(attributes["canonical_id"]);
      aliases.set(entity, (aliases.get(entity) ?? 0) + 1);
    }
    const groups = new Map<unknown, number>();
    for (const { attributes } of tree.of("vault_identity_group")) {
      for (const id of attributes["member_entity_ids"] ?? [])
        groups.set(tree.referenced(id), (groups.get(tree.referenced(id)) ?? 0) + 1);
    }
    for (const entity of tree.of("vault_identity_entity")) {
      if (!isOfResponders(String(entity.attributes["name"]))) continue;
      const [aliasCount, groupCount] = [aliases.get(entity) ?? 0, groups.get(entity) ?? 0];
      if (aliasCount !== 1 || groupCount !== 1)
        yield {
          construct: entity.construct,
          value: `${aliasCount} aliases, ${groupCount} groups`,
          allowed: "one of each",
          at: ["people", String(entity.attributes["metadata"]?.person)],
        };
    }
  },
};
