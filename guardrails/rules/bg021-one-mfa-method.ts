import type { Rule } from "../rule";

export const BG021: Rule = {
  id: "BG021",
  title: "One method in an enforcement",
  why: "Of two methods in one enforcement either suffices: the weaker decides.",
  source: "Vault: login MFA enforcement (measured)",
  remedy: "Declare a second enforcement where two factors are wanted.",
  severity: "medium",
  stops: "synth",
  *check(tree) {
    for (const { construct, attributes } of tree.of("vault_identity_mfa_login_enforcement")) {
      const count = (attributes["mfa_method_ids"] ?? []).length;
      if (count > 1) yield { construct, value: `${count} methods`, allowed: "one method", at: ["vault", "mfa"] };
    }
  },
};
