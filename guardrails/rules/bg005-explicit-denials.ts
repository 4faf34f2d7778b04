import { VaultAcl } from "../../policies/vault-acl";
import type { Rule } from "../rule";

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
  why: "Vault adds policies up. A denial holds also when a token gets another, wider policy one day.",
  source: "Vault: policies, deny takes precedence",
  remedy: "Use responderRules, which denies them.",
  severity: "medium",
  stops: "synth",
  *check(tree) {
    for (const { name, resource, rules } of tree.policiesOfPeople()) {
      if (!name.startsWith("bg_")) continue;
      // with everything else granted, only an explicit denial is left
      const acl = new VaultAcl([[{ path: "*", capabilities: ["read", "update", "sudo"] }], rules]);
      for (const path of PROTECTED) {
        if (acl.capabilities(path)[0] !== "deny")
          yield { construct: resource.construct, value: `${name}: no denial of ${path}`, allowed: "an explicit deny" };
      }
    }
  },
};
