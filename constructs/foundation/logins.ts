import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { Environment } from "../../config/schema";
import { APPROVAL_KEY, approvalAudience, MOUNTS } from "../../model/names";
import { ActivationLogin } from "../vault/activation-login";
import { ApprovalKey } from "../vault/approval-key";
import { StaffLogin } from "../vault/staff-login";
import { UserpassLogin } from "../vault/userpass-login";

/** Approvers and operators work for minutes, so a lost token is not worth more. */
const DUTY_TOKEN_TTL = 600;

/** The logins of emergencies, each with a second factor and a limit of its rate. */
export interface EmergencyLogins {
  readonly approvals: UserpassLogin;
  readonly operations: UserpassLogin;
  readonly activation: ActivationLogin;
}

/** Every login mount, and the key that signs approvals. */
export function declareLogins(
  scope: Construct,
  { vault, environment }: Environment,
  dependsOn: ITerraformDependable[],
): EmergencyLogins {
  new StaffLogin(scope, "staff", { path: MOUNTS.staff, login: vault.staffLogin, dependsOn });
  // Anybody who locks approvers out keeps an emergency from being answered (docs/adr/0008).
  const ofDuties = { maxTtl: DUTY_TOKEN_TTL, lockout: false, dependsOn };
  const approvals = new UserpassLogin(scope, "approvals", {
    path: MOUNTS.approvals,
    description: "Approvers. Their tokens live ten minutes.",
    ...ofDuties,
  });
  const operations = new UserpassLogin(scope, "operations", {
    path: MOUNTS.operations,
    description: "Operators and auditors. Their tokens live ten minutes.",
    ...ofDuties,
  });
  new ApprovalKey(scope, "approval-key", {
    name: APPROVAL_KEY,
    vaultAddress: vault.address,
    audience: approvalAudience(environment),
    dependsOn,
  });
  const activation = new ActivationLogin(scope, "activation", {
    path: MOUNTS.breakGlass,
    vaultAddress: vault.address,
    vaultNamespace: vault.namespace,
    vaultCaCertificate: vault.caCertificate,
    dependsOn,
  });
  return { approvals, operations, activation };
}
