import { parseResponderEntity } from "../../model/names";
import { VaultAcl } from "../../policies/vault-acl";
import type { Rule } from "../rule";
import { measured, nistControl, vault } from "../sources";

export const BG032: Rule = {
  id: "BG032",
  title: "Nobody can approve themselves",
  why: "The check uses Vault's own precedence on every entity, group and policy of each person. An exact allow beats a glob deny.",
  sources: [
    nistControl("AC-5", "separation of duties"),
    vault("docs/concepts/policies#policy-syntax", "policies, priority of paths"),
    measured("An exact allow beats a denial by pattern"),
  ],
  remedy: "Leave the approver's own approval out of their policy.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    const approvals = new Map<string, string[]>();
    for (const { attributes } of tree.of("vault_identity_oidc_role")) {
      const subject = /"subject":"([^"]*)"/.exec(String(attributes["template"]))?.[1] ?? "";
      const person = parseResponderEntity(subject)?.person;
      if (person !== undefined)
        approvals.set(person, [...(approvals.get(person) ?? []), `identity/oidc/token/${attributes["name"]}`]);
    }
    for (const entity of tree.of("vault_identity_entity")) {
      const person = String(entity.attributes["metadata"]?.person);
      const own = approvals.get(person);
      if (own === undefined) continue;
      const policies = tree.policiesOfEntity(entity);
      const acl = new VaultAcl(
        policies.map(({ rules }) => rules),
        { id: entity.name, name: String(entity.attributes["name"]), metadata: entity.attributes["metadata"] },
      );
      for (const path of own) {
        if (acl.capabilities(path).includes("read"))
          yield {
            construct: entity.construct,
            value: `${entity.attributes["name"]} reads ${path}`,
            allowed: "approvals of others only",
            at: ["people", person],
          };
      }
    }
  },
};
