import { MOUNTS } from "../../model/names";
import type { Rule } from "../rule";
import { secondsOf } from "../tree";

const CAP = 3600;

export const BG027: Rule = {
  id: "BG027",
  title: "A responder's token ends, whatever happens",
  why: "explicit_max_ttl is the only limit that no renewal moves; a period removes it, a batch token cannot be revoked.",
  source: "Vault: tokens, explicit max TTL; field guide, expiry",
  remedy: "Set token_explicit_max_ttl within an hour, no period, type service, no default policy.",
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
          allowed: `a service token of at most ${CAP} s, without period and default policy`,
          at: ["profiles", String(attributes["role_name"]), "limits"],
        };
    }
  },
};
