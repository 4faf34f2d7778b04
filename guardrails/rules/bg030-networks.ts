import { MOUNTS } from "../../model/names";
import type { Rule } from "../rule";
import { breakGlassPractice, vault } from "../sources";

const ANYWHERE = ["0.0.0.0/0", "::/0"];

export const BG030: Rule = {
  id: "BG030",
  title: "Tokens work from known networks",
  why: "A leaked token is worth nothing outside these networks. The network 0.0.0.0/0 is everywhere, so it bounds nothing.",
  sources: [vault("docs/concepts/tokens#cidr-bound-tokens", "CIDR-bound tokens"), breakGlassPractice("limit access")],
  remedy: "Declare network.people, network.controllers and network.pipeline.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    const roles = [
      ...tree.of("vault_jwt_auth_backend_role").filter(({ attributes }) => attributes["backend"] === MOUNTS.breakGlass),
      ...tree.of("vault_token_auth_backend_role"),
      ...tree.of("vault_approle_auth_backend_role"),
    ];
    for (const { construct, attributes } of roles) {
      const networks: string[] = attributes["token_bound_cidrs"] ?? [];
      const open = networks.filter((network) => ANYWHERE.includes(network));
      if (open.length > 0)
        yield { construct, value: open.join(", "), allowed: "networks of the organisation", at: ["network"] };
      else if (tree.production && networks.length === 0)
        yield { construct, value: "every network", allowed: "token_bound_cidrs in production", at: ["network"] };
    }
  },
};
