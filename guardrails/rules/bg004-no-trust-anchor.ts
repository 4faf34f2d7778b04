import { VaultAcl } from "../../policies/vault-acl";
import type { Rule } from "../rule";
import { nistControl, vault } from "../sources";

/** A name that nobody has. Only a rule that is too wide matches it. */
const PROBES = [
  "sys/policies/acl/bg-probe",
  "sys/audit/bg-probe",
  "sys/auth/bg-probe",
  "sys/mounts/bg-probe",
  "sys/raw/bg-probe",
  "sys/seal",
  "identity/entity",
  "identity/entity/id/bg-probe",
  "identity/entity/name/bg-probe",
  "identity/entity/merge",
  "identity/entity-alias",
  "identity/group",
  "identity/group/name/bg-probe",
  "identity/mfa/method/totp",
  "identity/mfa/login-enforcement/bg-probe",
  "identity/oidc/role/bg-probe",
  "identity/oidc/key/bg-probe",
  "auth/token/create",
  "auth/token/create-orphan",
  "auth/token/create/bg-probe",
];
const WRITES = ["create", "update", "patch", "delete", "sudo"] as const;

export const BG004: Rule = {
  id: "BG004",
  title: "No duty writes policies, mounts, audit, identity or tokens",
  why: "With a write to one of these, a person can grant every other right to anybody. The check evaluates each policy as Vault would.",
  sources: [nistControl("AC-5", "separation of duties"), vault("docs/concepts/policies", "policies")],
  remedy: "Remove the rule, or name exactly what the duty needs.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    for (const { name, resource, rules } of tree.policiesOfPeople()) {
      const acl = new VaultAcl([rules]);
      for (const path of PROBES) {
        const granted = acl.capabilities(path).filter((capability) => WRITES.some((write) => write === capability));
        if (granted.length > 0)
          yield {
            construct: resource.construct,
            value: `${name}: ${granted.join(", ")} on ${path}`,
            allowed: "none of create, update, patch, delete, sudo",
          };
      }
    }
  },
};
