import { APPROVAL_KEY } from "../../model/names";
import type { Rule } from "../rule";
import { measured } from "../sources";

const CAP = 600;

export const BG028: Rule = {
  id: "BG028",
  title: "Approvals live ten minutes at most",
  why: "A JWT can be used again. It opens the profile until it expires.",
  sources: [measured("An approval can be used again until it expires")],
  remedy: "Shorten limits.approval.",
  severity: "medium",
  stops: "synth",
  *check(tree) {
    for (const { construct, attributes } of tree.of("vault_identity_oidc_role")) {
      if (attributes["key"] === APPROVAL_KEY && !(attributes["ttl"] > 0 && attributes["ttl"] <= CAP))
        yield { construct, value: `ttl = ${attributes["ttl"]}`, allowed: `1 to ${CAP} s` };
    }
  },
};
