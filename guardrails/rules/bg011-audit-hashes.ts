import type { Rule } from "../rule";

export const BG011: Rule = {
  id: "BG011",
  title: "Audit devices hash secrets",
  why: "With log_raw, Vault writes tokens and passwords into a trail that many people may read.",
  source: "Vault: audit devices, sensitive information",
  remedy: "Remove log_raw.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    for (const { construct, attributes } of tree.of("vault_audit")) {
      if (String(attributes["options"]?.log_raw ?? "false") !== "false")
        yield { construct, value: "log_raw = true", allowed: "log_raw off", at: ["vault", "audit"] };
    }
  },
};
