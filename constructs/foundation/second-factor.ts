import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { Environment } from "../../config/schema";
import { MOUNTS } from "../../model/names";
import { LoginMfa } from "../vault/login-mfa";
import type { EmergencyLogins } from "./logins";

/** The second factor, enforced on every login of emergencies. */
export function declareSecondFactor(
  scope: Construct,
  { vault: { mfa }, environment }: Environment,
  { approvals, operations, activation }: EmergencyLogins,
  dependsOn: ITerraformDependable[],
): void {
  new LoginMfa(scope, "mfa", {
    method: mfa.kind === "totp" ? { kind: "totp", issuer: mfa.issuer ?? `Break-glass ${environment}` } : mfa,
    enforcedOn: {
      [MOUNTS.approvals]: approvals.accessor,
      [MOUNTS.operations]: operations.accessor,
      [MOUNTS.breakGlass]: activation.accessor,
    },
    dependsOn,
  });
}
