import type { Rule } from "../rule";

export const BG022: Rule = {
  id: "BG022",
  title: "No username_as_alias on LDAP",
  why: "Vault tells entities apart by their alias. With this setting, two directory entries can become one person in Vault.",
  source: "Vault: LDAP auth method, username_as_alias; CVE-2025-6013",
  remedy: "Remove username_as_alias.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    for (const { construct, attributes } of tree.of("vault_ldap_auth_backend")) {
      if (attributes["username_as_alias"] === true)
        yield { construct, value: "username_as_alias = true", allowed: "off" };
    }
  },
};
