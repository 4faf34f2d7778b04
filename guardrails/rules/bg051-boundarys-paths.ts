import type { Rule } from "../rule";
import { boundary } from "../sources";

const CONTROLLER = [
  "auth/token/lookup-self",
  "auth/token/renew-self",
  "auth/token/revoke-self",
  "sys/leases/renew",
  "sys/leases/revoke",
  "sys/capabilities-self",
];

export const BG051: Rule = {
  id: "BG051",
  title: "Boundary's tokens ask for exact credentials and nothing else",
  why: "Terraform's state holds these tokens. A person who reads the state gets all rights of the tokens.",
  sources: [boundary("domain-model/credential-stores#vault-policies", "Vault policies of credential stores")],
  remedy: "Name each credential path.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    for (const token of tree.of("vault_token")) {
      for (const { name, resource, rules } of tree.policiesNamed(token.attributes["policies"])) {
        for (const { path, capabilities } of rules) {
          if (CONTROLLER.includes(path)) continue;
          const exact = tree.credentialPaths.has(path) || /^[\w-]+(\/[\w-]+)?\/(creds|data|issue)\/[\w-]+$/.test(path);
          if (!exact || !["read", "update"].includes(capabilities.join()))
            yield {
              construct: resource.construct,
              value: `${name}: ${capabilities.join(", ")} on ${path}`,
              allowed: "read or update on an exact credential path",
            };
        }
      }
    }
  },
};
