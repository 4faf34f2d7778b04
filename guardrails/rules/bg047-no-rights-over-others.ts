import { ENGINES } from "../../constructs/engines";
import type { Rule } from "../rule";
import { manual } from "../sources";

export const BG047: Rule = {
  id: "BG047",
  title: "No credential may grant rights to others",
  why: "An account that may create users, policies or role bindings can leave a door open for later.",
  sources: [
    manual("RabbitMQ: management tags and permissions", "https://www.rabbitmq.com/docs/management#permissions"),
    manual(
      "Kubernetes: RBAC, user-facing roles",
      "https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles",
    ),
  ],
  remedy: "Give the credential less. The finding says what is allowed for its kind.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    for (const { guard } of ENGINES) {
      if (guard?.rights === undefined) continue;
      const { type, wrong, allowed } = guard.rights;
      for (const { construct, attributes } of tree.of(type)) {
        const found = wrong(attributes);
        if (found.length > 0) yield { construct, value: found.join(", "), allowed };
      }
    }
  },
};
