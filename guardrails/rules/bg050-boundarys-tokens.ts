import type { Rule } from "../rule";
import { boundary } from "../sources";

export const BG050: Rule = {
  id: "BG050",
  title: "Boundary's Vault tokens are orphan, periodic and renewable, one per store",
  why: "A token with a parent dies with its parent, and one without a period expires. A shared token reads every profile.",
  sources: [boundary("domain-model/credential-stores#vault-token-requirements", "Vault token requirements")],
  remedy: "Use BoundaryToken, one per CredentialStore.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    const used = new Map<unknown, number>();
    for (const { construct, attributes } of tree.of("boundary_credential_store_vault")) {
      const token = tree.referenced(attributes["token"]);
      if (token?.type !== "vault_token")
        yield { construct, value: "a token that this plan does not make", allowed: "a declared vault_token" };
      used.set(token, (used.get(token) ?? 0) + 1);
    }
    for (const token of tree.of("vault_token")) {
      const { attributes, construct } = token;
      const wrong = [
        ...(attributes["no_parent"] === true ? [] : ["it has a parent"]),
        ...(attributes["period"] === undefined ? ["no period"] : []),
        ...(attributes["renewable"] === true ? [] : ["not renewable"]),
        ...(attributes["no_default_policy"] === true ? [] : ["default policy"]),
        ...((used.get(token) ?? 0) > 1 ? [`${used.get(token)} stores`] : []),
      ];
      if (wrong.length > 0)
        yield {
          construct,
          value: wrong.join(", "),
          allowed: "orphan, periodic, renewable, no default policy, one store",
        };
    }
  },
};
