import type { Rule } from "../rule";
import { manual, vault } from "../sources";

export const BG022: Rule = {
  id: "BG022",
  title: "No username_as_alias on LDAP",
  why: "Vault tells entities apart by their alias. With this setting, two directory entries can become one person in Vault.",
  sources: [
    vault("docs/auth/ldap", "LDAP auth method, username_as_alias"),
    manual("CVE-2025-6013", "https://github.com/advisories/GHSA-7rx2-769v-hrwf"),
  ],
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
