import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { Environment } from "../config/schema";
import { APPROVAL_KEY, approvalAudience, BOUNDARY_TOKEN_ROLE, MOUNTS, PIPELINE } from "../model/names";
import { ENGINES } from "./engines";
import { mountOf } from "./engines/engine";
import { ActivationLogin } from "./vault/activation-login";
import { ApprovalKey } from "./vault/approval-key";
import { AuditTrail } from "./vault/audit-trail";
import { BoundaryCertificates } from "./vault/boundary-certificates";
import { BoundaryKeys } from "./vault/boundary-keys";
import { LoginMfa } from "./vault/login-mfa";
import { LoginQuota } from "./vault/login-quota";
import { Pipeline } from "./vault/pipeline";
import { StaffLogin } from "./vault/staff-login";
import { UserpassLogin } from "./vault/userpass-login";

/** Approvers and operators work for minutes, so a lost token is not worth more. */
const DUTY_TOKEN_TTL = 600;

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
    const { outside } = props;
    const { vault, network, environment } = props.environment;
    const audit = new AuditTrail(this, "audit", { devices: vault.audit, provider: outside });
    const dependsOn = audit.ready;

    new StaffLogin(this, "staff", { path: MOUNTS.staff, login: vault.staffLogin, dependsOn });
    const approvals = new UserpassLogin(this, "approvals", {
      path: MOUNTS.approvals,
      description: "Approvers. Tokens of ten minutes.",
      maxTtl: DUTY_TOKEN_TTL,
      // Anybody who locks approvers out keeps an emergency from being answered (docs/adr/0008).
      lockout: false,
      dependsOn,
    });
    const operations = new UserpassLogin(this, "operations", {
      path: MOUNTS.operations,
      description: "Operators and auditors. Tokens of ten minutes.",
      maxTtl: DUTY_TOKEN_TTL,
      // Anybody who locks approvers out keeps an emergency from being answered (docs/adr/0008).
      lockout: false,
      dependsOn,
    });
    new ApprovalKey(this, "approval-key", {
      name: APPROVAL_KEY,
      vaultAddress: vault.address,
      audience: approvalAudience(environment),
      dependsOn,
    });
    const activation = new ActivationLogin(this, "activation", {
      path: MOUNTS.breakGlass,
      vaultAddress: vault.address,
      vaultNamespace: vault.namespace,
      vaultCaCertificate: vault.caCertificate,
      dependsOn,
    });

    const inNamespace = (path: string) => (vault.namespace === undefined ? path : `${vault.namespace}/${path}`);
    const { mfa } = vault;
    new LoginMfa(this, "mfa", {
      method: mfa.kind === "totp" ? { kind: "totp", issuer: mfa.issuer ?? `Break-glass ${environment}` } : mfa,
      enforcedOn: {
        [MOUNTS.approvals]: approvals.accessor,
        [MOUNTS.operations]: operations.accessor,
        [MOUNTS.breakGlass]: activation.accessor,
      },
      dependsOn,
    });

    for (const { path, loginPath, ready } of [approvals, operations, activation]) {
      new LoginQuota(this, `quota-${path}`, {
        name: `break-glass-${path}`,
        path: inNamespace(loginPath),
        provider: outside,
        dependsOn: [...dependsOn, ready],
      });
    }
    new LoginQuota(this, "quota-mfa-validate", {
      name: "break-glass-mfa-validate",
      path: inNamespace("sys/mfa/validate"),
      provider: outside,
      dependsOn,
    });

    const { boundaryCertificates: certificates, boundaryKeys: keys } = vault;
    if (certificates !== undefined) {
      const { request } = new BoundaryCertificates(this, "boundary-certificates", {
        ...certificates,
        vaultAddress: vault.address,
        controllerCidrs: network.controllers,
        dependsOn,
      });
      this.certificateRequest = request;
    }
    if (keys !== undefined) {
      new BoundaryKeys(this, "boundary-keys", { ...keys, controllerCidrs: network.controllers, dependsOn });
    }

    new Pipeline(this, "pipeline", {
      name: PIPELINE,
      boundaryTokenRole: BOUNDARY_TOKEN_ROLE,
      credentialMounts: ENGINES.flatMap(({ mount }) =>
        mount === undefined ? [] : [{ ...mount, path: mountOf(mount, "+") }],
      ),
      pipelineCidrs: network.pipeline,
      controllerCidrs: network.controllers,
      dependsOn,
    });
  }
}
