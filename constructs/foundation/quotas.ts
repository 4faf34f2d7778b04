import type { ITerraformDependable, TerraformProvider } from "cdktf";
import type { Construct } from "constructs";
import type { Environment } from "../../config/schema";
import { LoginQuota } from "../vault/login-quota";
import type { EmergencyLogins } from "./logins";

/** Limits of the rate of every login of emergencies. Vault keeps them outside of namespaces. */
export function declareQuotas(
  scope: Construct,
  { vault: { namespace } }: Environment,
  { approvals, operations, activation }: EmergencyLogins,
  provider: TerraformProvider | undefined,
  dependsOn: ITerraformDependable[],
): void {
  const inNamespace = (path: string) => (namespace === undefined ? path : `${namespace}/${path}`);
  for (const { path, loginPath, ready } of [approvals, operations, activation]) {
    new LoginQuota(scope, `quota-${path}`, {
      name: `break-glass-${path}`,
      path: inNamespace(loginPath),
      provider,
      dependsOn: [...dependsOn, ready],
    });
  }
  new LoginQuota(scope, "quota-mfa-validate", {
    name: "break-glass-mfa-validate",
    path: inNamespace("sys/mfa/validate"),
    provider,
    dependsOn,
  });
}
