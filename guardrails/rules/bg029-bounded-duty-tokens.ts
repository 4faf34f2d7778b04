import { MOUNTS } from "../../model/names";
import type { Rule } from "../rule";
import { breakGlassPractice, vault } from "../sources";
import { secondsOf } from "../tree";

const CAP = 3600;

export const BG029: Rule = {
  id: "BG029",
  title: "Tokens of approvers and operators are bounded",
  why: "A thief who finds an approver's token from this morning can approve.",
  sources: [
    breakGlassPractice("secure the account with strong credentials and multi-factor authentication"),
    vault("docs/concepts/tokens#token-time-to-live-periodic-tokens-and-explicit-max-ttls", "tokens, time to live"),
  ],
  remedy: "Set the mount's max_lease_ttl to an hour at most.",
  severity: "medium",
  stops: "synth",
  *check(tree) {
    for (const { construct, attributes } of tree.of("vault_auth_backend")) {
      if (![MOUNTS.approvals, MOUNTS.operations].includes(attributes["path"])) continue;
      const longest = secondsOf(attributes["tune"]?.[0]?.max_lease_ttl);
      if (!(longest > 0 && longest <= CAP))
        yield { construct, value: `max_lease_ttl = ${longest}`, allowed: `1 to ${CAP} s` };
    }
  },
};
