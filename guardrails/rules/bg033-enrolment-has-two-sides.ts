import { VaultAcl } from "../../policies/vault-acl";
import type { Rule } from "../rule";
import { nistControl } from "../sources";

const GENERATE = "identity/mfa/method/totp/admin-generate";
const DESTROY = "identity/mfa/method/totp/admin-destroy";

export const BG033: Rule = {
  id: "BG033",
  title: "Nobody both destroys and generates second factors",
  why: "A person with both rights can replace somebody's second factor with their own.",
  sources: [nistControl("AC-5", "separation of duties")],
  remedy: "Let only the everyday login generate second factors, and only operators destroy them.",
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
