import { Construct } from "constructs";
import type { Environment } from "../config/schema";
import { ENGINES } from "./engines";
import { APPROVAL_KEY, approvalAudience, BOUNDARY_TOKEN_ROLE, MOUNTS, PIPELINE } from "./names";
import { ActivationLogin } from "./vault/activation-login";
import { ApprovalKey } from "./vault/approval-key";
import { AuditTrail } from "./vault/audit-trail";
import { LoginMfa } from "./vault/login-mfa";
import { LoginQuota } from "./vault/login-quota";
import { Pipeline } from "./vault/pipeline";
import { StaffLogin } from "./vault/staff-login";
import { UserpassLogin } from "./vault/userpass-login";

/** Approvers and operators work for minutes; a token that is lost is worth no more. */
const DUTY_TOKEN_TTL = 600;

/**
 * The trust anchors of one environment, in Vault only: audit, the login mounts and their MFA, the key
 * that signs approvals, and what the pipeline may do. Applied by the holders of Vault's keys; nothing
 * here is within the pipeline's reach, and nothing here names a person.
 */
export class Foundation extends Construct {
  constructor(scope: Construct, id: string, { vault, network, environment }: Environment) {
    super(scope, id);
    const audit = new AuditTrail(this, "audit", { devices: vault.audit });
    const dependsOn = audit.ready;

    new StaffLogin(this, "staff", { path: MOUNTS.staff, login: vault.staffLogin, dependsOn });
    const approvals = new UserpassLogin(this, "approvals", {
      path: MOUNTS.approvals,
      description: "Approvers. Tokens of ten minutes.",
      maxTtl: DUTY_TOKEN_TTL,
      // Who could lock approvers out would keep an emergency from being answered (docs/adr/0008).
      lockout: false,
      dependsOn,
    });
    const operations = new UserpassLogin(this, "operations", {
      path: MOUNTS.operations,
      description: "Operators and auditors. Tokens of ten minutes.",
      maxTtl: DUTY_TOKEN_TTL,
      // Who could lock approvers out would keep an emergency from being answered (docs/adr/0008).
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
      vaultCaCertificate: vault.caCertificate,
      dependsOn,
    });

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
        path: loginPath,
        dependsOn: [...dependsOn, ready],
      });
    }
    new LoginQuota(this, "quota-mfa-validate", {
      name: "break-glass-mfa-validate",
      path: "sys/mfa/validate",
      dependsOn,
    });

    new Pipeline(this, "pipeline", {
      name: PIPELINE,
      boundaryTokenRole: BOUNDARY_TOKEN_ROLE,
      credentialMounts: ENGINES.flatMap((engine) => (engine.mount === undefined ? [] : [engine.mount.path])),
      pipelineCidrs: network.pipeline,
      controllerCidrs: network.controllers,
      dependsOn,
    });
  }
}
