import { VaultAcl } from "../../policies/vault-acl";
import type { Rule } from "../rule";

const GENERATE = "identity/mfa/method/totp/admin-generate";
const DESTROY = "identity/mfa/method/totp/admin-destroy";

export const BG033: Rule = {
  id: "BG033",
  title: "Nobody both destroys and generates second factors",
  why: "Who has both sides replaces somebody's second factor by his own.",
  source: "DESIGN, separation of duties",
  remedy: "Leave generating to the everyday login, destroying to operators.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    for (const entity of tree.of("vault_identity_entity")) {
      const acl = new VaultAcl(tree.policiesOfEntity(entity).map(({ rules }) => rules));
      const [generates, destroys] = [GENERATE, DESTROY].map((path) => acl.capabilities(path).includes("update"));
      if (generates && destroys)
        yield {
          construct: entity.construct,
          value: String(entity.attributes["name"]),
          allowed: "one of the two",
          at: ["people", String(entity.attributes["metadata"]?.person)],
        };
    }
  },
};
