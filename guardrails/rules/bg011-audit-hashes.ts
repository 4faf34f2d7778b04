import type { Rule } from "../rule";
import { vault } from "../sources";

export const BG011: Rule = {
  id: "BG011",
  title: "Audit devices hash secrets",
  why: "With log_raw, Vault writes tokens and passwords into a trail that many people may read.",
  sources: [vault("docs/audit#sensitive-information", "audit devices, hashing of sensitive values")],
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
