import { MOUNTS } from "../../model/names";
import type { Rule } from "../rule";
import { breakGlassPractice, vault } from "../sources";

const ENFORCED = [MOUNTS.approvals, MOUNTS.operations, MOUNTS.breakGlass];

export const BG020: Rule = {
  id: "BG020",
  title: "Every login for approvals, operations and break-glass needs a second factor",
  why: "A password alone, or an approval alone, must open nothing.",
  sources: [
    breakGlassPractice("secure the account with strong credentials and multi-factor authentication"),
    vault("docs/auth/login-mfa", "login MFA"),
  ],
  remedy: "Enforce a declared MFA method on the mount's accessor.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    const enforcements = tree.of("vault_identity_mfa_login_enforcement");
    for (const mount of ENFORCED) {
      const enforced = enforcements.some(({ attributes }) => {
        const methods = (attributes["mfa_method_ids"] ?? []).map((id: unknown) => tree.referenced(id));
        const mounts = (attributes["auth_method_accessors"] ?? []).map(
          (id: unknown) => tree.referenced(id)?.attributes["path"],
        );
        return mounts.includes(mount) && methods.length > 0 && !methods.includes(undefined);
      });
      if (!enforced)
        yield {
          construct: "foundation/mfa",
          value: `auth/${mount} without a second factor`,
          allowed: "a login enforcement with a declared method",
          at: ["vault", "mfa"],
        };
    }
  },
};
