import { BoundaryProvider } from "@cdktf/provider-boundary/lib/provider";
import { DataVaultAuthBackend } from "@cdktf/provider-vault/lib/data-vault-auth-backend";
import { VaultProvider } from "@cdktf/provider-vault/lib/provider";
import { TerraformOutput, TerraformStack, TerraformVariable } from "cdktf";
import type { Construct } from "constructs";
import type { Environment } from "vault-boundary-break-glass/config/schema";
import { BreakGlass } from "vault-boundary-break-glass/constructs/break-glass";

/** The whole of an environment: people, profiles, credentials and Boundary, on a foundation that exists. */
export class EmergencyStack extends TerraformStack {
  constructor(scope: Construct, id: string, environment: Environment) {
    super(scope, id);
    new VaultProvider(this, "vault", { address: environment.vault.address, skipChildToken: true });
    const variable = (name: string, sensitive: boolean) =>
      new TerraformVariable(this, name, { type: "string", nullable: false, sensitive }).stringValue;
    new BoundaryProvider(this, "boundary", {
      addr: environment.boundary.address,
      authMethodId: variable("boundary_auth_method_id", false),
      authMethodLoginName: "break-glass-pipeline",
      authMethodPassword: variable("boundary_password", true),
    });

    const accessor = (path: string) => new DataVaultAuthBackend(this, `mount-${path}`, { path }).accessor;
    const breakGlass = new BreakGlass(this, "break-glass", {
      environment,
      foundation: {
        accessors: {
          staff: accessor("staff"),
          approvals: accessor("approvals"),
          operations: accessor("operations"),
          breakGlass: accessor("break-glass"),
        },
        totpMethodId: variable("totp_method_id", false),
      },
    });
    new TerraformOutput(this, "boundary_login", { value: breakGlass.authMethodId });
  }
}
