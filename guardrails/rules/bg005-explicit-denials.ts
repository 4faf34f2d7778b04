import { isOfResponders } from "../../model/names";
import { VaultAcl } from "../../policies/vault-acl";
import type { Rule } from "../rule";
import { vault } from "../sources";

const PROTECTED = [
  "sys/audit",
  "sys/audit/file",
  "sys/audit-hash/file",
  "identity/mfa/method/totp",
  "sys/mfa/validate",
];

export const BG005: Rule = {
  id: "BG005",
  title: "A responder's policy denies audit and second factors by name",
  why: "Vault combines the policies of a token. A denial still holds if the token later gets a wider policy.",
  sources: [vault("docs/concepts/policies#capabilities", "policies, deny takes precedence")],
  remedy: "Use responderRules, which has these denials.",
  severity: "medium",
  stops: "synth",
  *check(tree) {
    for (const { name, resource, rules } of tree.policiesOfPeople()) {
      if (!isOfResponders(name)) continue;
      // The check grants everything else, so only an explicit denial can refuse.
      const acl = new VaultAcl([[{ path: "*", capabilities: ["read", "update", "sudo"] }], rules]);
      for (const path of PROTECTED) {
        if (acl.capabilities(path)[0] !== "deny")
          yield { construct: resource.construct, value: `${name}: no denial of ${path}`, allowed: "an explicit deny" };
      }
    }
  },
};
