import { isOfResponders } from "../../model/names";
import type { Rule } from "../rule";
import { measured } from "../sources";

export const BG036: Rule = {
  id: "BG036",
  title: "An apply does not enable what an operator disabled",
  why: "The provider writes disabled = false on every apply. An enabled entity's old token works again.",
  sources: [measured("The provider enables a disabled entity again")],
  remedy: "Declare the entity with keepDisabled.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    for (const { construct, attributes } of tree.of("vault_identity_entity")) {
      const ignored: unknown[] = attributes["lifecycle"]?.ignore_changes ?? [];
      if (isOfResponders(String(attributes["name"])) && !ignored.includes("disabled"))
        yield { construct, value: "disabled is written on every apply", allowed: "ignore_changes = [disabled]" };
    }
  },
};
