import { MOUNTS } from "../../model/names";
import type { Rule } from "../rule";
import { breakGlassPractice, vault } from "../sources";
import { secondsOf } from "../tree";

const CAP = 3600;

export const BG027: Rule = {
  id: "BG027",
  title: "A responder's token ends, whatever happens",
  why: "Renewal cannot move explicit_max_ttl; every other limit moves. A period removes it, and a batch token cannot be revoked.",
  sources: [
    vault("docs/concepts/tokens#explicit-max-ttls", "tokens, explicit max TTLs"),
    breakGlassPractice("have an expiration date"),
  ],
  remedy: "Set token_explicit_max_ttl to an hour at most, no period, type service and no default policy.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    for (const { construct, attributes } of tree.of("vault_jwt_auth_backend_role")) {
      if (attributes["backend"] !== MOUNTS.breakGlass) continue;
      const longest = secondsOf(attributes["token_explicit_max_ttl"]);
      const wrong = [
        ...(longest > 0 && longest <= CAP ? [] : [`token_explicit_max_ttl = ${longest}`]),
        ...(secondsOf(attributes["token_period"]) > 0 ? ["token_period"] : []),
        ...(attributes["token_type"] === "service" ? [] : [`token_type = ${attributes["token_type"]}`]),
        ...(attributes["token_no_default_policy"] === true ? [] : ["default policy"]),
      ];
      if (wrong.length > 0)
        yield {
          construct,
          value: wrong.join(", "),
          allowed: `a service token of at most ${CAP} s, without a period and without the default policy`,
          at: ["profiles", String(attributes["role_name"]), "limits"],
        };
    }
  },
};
