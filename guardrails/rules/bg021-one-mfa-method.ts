import type { Rule } from "../rule";
import { measured, vault } from "../sources";

export const BG021: Rule = {
  id: "BG021",
  title: "One MFA method per enforcement",
  why: "If an enforcement lists two methods, either one suffices. The weaker one decides.",
  sources: [vault("docs/auth/login-mfa", "login MFA"), measured("Of two methods in one enforcement, either suffices")],
  remedy: "Declare a second enforcement if you want two factors.",
  severity: "medium",
  stops: "synth",
  *check(tree) {
    for (const { construct, attributes } of tree.of("vault_identity_mfa_login_enforcement")) {
      const count = (attributes["mfa_method_ids"] ?? []).length;
      if (count > 1) yield { construct, value: `${count} methods`, allowed: "one method", at: ["vault", "mfa"] };
    }
  },
};
