import { MOUNTS } from "../../model/names";
import type { Rule } from "../rule";
import { vault } from "../sources";

export const BG025: Rule = {
  id: "BG025",
  title: "A login role accepts only approvals of its own profile, people and environment",
  why: "A role with fewer conditions also accepts an approval that was given for something else.",
  sources: [vault("api-docs/auth/jwt", "JWT auth method, bound claims and audiences")],
  remedy: "Use Activation, which binds audience, profile and subjects.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    for (const { construct, attributes } of tree.of("vault_jwt_auth_backend_role")) {
      if (attributes["backend"] !== MOUNTS.breakGlass) continue;
      const profile = String(attributes["role_name"]);
      const claims = attributes["bound_claims"] ?? {};
      const wrong = [
        ...(attributes["user_claim"] === "subject" ? [] : ["user_claim"]),
        ...(claims.profile === profile ? [] : ["bound_claims.profile"]),
        ...(String(claims.subject ?? "*").includes("*") || claims.subject === "" ? ["bound_claims.subject"] : []),
        ...(attributes["bound_claims_type"] === "glob" ? ["bound_claims_type"] : []),
        ...((attributes["bound_audiences"] ?? []).length === 1 ? [] : ["bound_audiences"]),
      ];
      if (wrong.length > 0)
        yield {
          construct,
          value: wrong.join(", "),
          allowed: "subject, this profile, named subjects, one audience, no globs",
          at: ["profiles", profile],
        };
    }
  },
};
