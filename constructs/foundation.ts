import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { Environment } from "../config/schema";
import { declareLogins } from "./foundation/logins";
import { declareMachines } from "./foundation/machines";
import { declareQuotas } from "./foundation/quotas";
import { declareSecondFactor } from "./foundation/second-factor";
import { AuditTrail } from "./vault/audit-trail";

export interface FoundationProps {
  /** The checked environment, as `loadEnvironments` returns it. */
  readonly environment: Environment;
  /** Vault's provider outside of the namespace, for audit devices and rate limits. @default there is no namespace */
  readonly outside?: TerraformProvider;
}

/**
 * The trust anchors of one environment, in Vault only. They are audit, the login mounts and their MFA, the key that
 * signs approvals, and what the pipeline may do.
 *
 * The holders of Vault's keys apply it. Nothing here is within the pipeline's reach, and nothing here names a person.
 *
 * @throws ConstructError on fewer than two audit devices.
 * @example
 * ```ts
 * import { VaultProvider } from "@cdktf/provider-vault/lib/provider";
 * import { loadEnvironments } from "vault-boundary-break-glass/config/load";
 * import { ENGINES } from "vault-boundary-break-glass/constructs/engines";
 * import { Foundation } from "vault-boundary-break-glass/constructs/foundation";
 *
 * const loaded = loadEnvironments({ environments: "environments", environment: "dev" }, ENGINES);
 * for (const { environment } of loaded.environments) {
 *   new VaultProvider(stack, "vault", { address: environment.vault.address, skipChildToken: true });
 *   new Foundation(stack, "foundation", { environment });
 * }
 * ```
 */
export class Foundation extends Construct {
  /** PEM of the request for Boundary's CA, or `undefined` if nobody needs to sign one. */
  readonly certificateRequest: string | undefined;

  constructor(scope: Construct, id: string, props: FoundationProps) {
    super(scope, id);
    const { environment, outside } = props;
    const { ready } = new AuditTrail(this, "audit", { devices: environment.vault.audit, provider: outside });
    const logins = declareLogins(this, environment, ready);
    declareSecondFactor(this, environment, logins, ready);
    declareQuotas(this, environment, logins, outside, ready);
    this.certificateRequest = declareMachines(this, environment, ready);
  }
}
