import type { Rule } from "../rule";
import { terraform } from "../sources";

const KEPT = [
  "vault_audit",
  "vault_audit_request_header",
  "vault_identity_mfa_login_enforcement",
  "vault_identity_mfa_totp",
  "vault_auth_backend",
  "vault_jwt_auth_backend",
  "vault_identity_oidc_key",
  "vault_policy",
];

export const BG080: Rule = {
  id: "BG080",
  title: "A plan removes no trust anchor",
  why: "A removed block no longer protects itself with prevent_destroy. While Vault replaces an audit device or an enforcement, there is a gap.",
  sources: [terraform("block/resource#prevent_destroy", "prevent_destroy")],
  remedy: "Do not apply the plan. If the removal is intended, declare an exception with an end.",
  severity: "high",
  stops: "plan",
  *check(tree) {
    for (const { address, type, actions } of tree.surroundings.plan ?? []) {
      if (KEPT.includes(type) && actions.includes("delete"))
        yield { construct: address, value: actions.join(" and "), allowed: "create, update or no change" };
    }
  },
};
