import { MOUNTS } from "../../model/names";
import type { Rule } from "../rule";
import { measured, vault } from "../sources";

const LEEWAYS = ["clock_skew_leeway", "expiration_leeway", "not_before_leeway"];

export const BG024: Rule = {
  id: "BG024",
  title: "Vault refuses an approval after its end",
  why: "By default, Vault accepts a JWT for a minute or more after its end.",
  sources: [vault("api-docs/auth/jwt", "JWT auth method, leeways"), measured("Vault accepts an expired JWT")],
  remedy: "Set the three leeways to -1.",
  severity: "medium",
  stops: "synth",
  *check(tree) {
    for (const { construct, attributes } of tree.of("vault_jwt_auth_backend_role")) {
      if (attributes["backend"] !== MOUNTS.breakGlass) continue;
      for (const key of LEEWAYS) {
        if (attributes[key] !== -1)
          yield {
            construct,
            value: `${key} = ${attributes[key] ?? "Vault's default"}`,
            allowed: "-1",
            at: ["profiles", String(attributes["role_name"])],
          };
      }
    }
  },
};
