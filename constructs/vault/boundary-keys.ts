import { Mount } from "@cdktf/provider-vault/lib/mount";
import { TokenAuthBackendRole } from "@cdktf/provider-vault/lib/token-auth-backend-role";
import { TransitSecretBackendKey } from "@cdktf/provider-vault/lib/transit-secret-backend-key";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { TRANSIT } from "../../model/names";
import { keyRules } from "../../policies/machines";
import { BreakGlassPolicy } from "./break-glass-policy";

/**
 * Purposes of Boundary's keys, as its `kms` blocks name them.
 *
 * @see https://developer.hashicorp.com/boundary/docs/configuration/kms
 */
export const KEY_PURPOSES = ["root", "worker-auth", "recovery", "bsr"] as const;

export interface BoundaryKeysProps {
  /** Seconds between two rotations. Old versions still decrypt. */
  readonly rotation: number;
  /** Networks of the controllers in CIDR notation, to which their token is bound. @default everywhere */
  readonly controllerCidrs?: readonly string[];
  /** What Terraform makes first. @default none */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * Boundary's keys in Vault's transit engine: one per purpose, rotated by Vault, never exported.
 *
 * The controllers use them with an orphan periodic token. The holders of the keys make it from the token role
 * (`vault token create -role=…`), so that it is in no state.
 *
 * @example
 * ```ts
 * import { BoundaryKeys } from "vault-boundary-break-glass/constructs/vault/boundary-keys";
 *
 * new BoundaryKeys(stack, "keys", { rotation: 30 * 86_400, controllerCidrs: ["10.20.0.0/24"] });
 * ```
 */
export class BoundaryKeys extends Construct {
  constructor(scope: Construct, id: string, props: BoundaryKeysProps) {
    super(scope, id);
    const mount = new Mount(this, "Default", {
      type: "transit",
      path: TRANSIT.mount,
      description: "Boundary's keys.",
      dependsOn: props.dependsOn,
    });
    for (const purpose of KEY_PURPOSES) {
      new TransitSecretBackendKey(this, purpose, {
        backend: mount.path,
        name: purpose,
        type: "aes256-gcm96",
        autoRotatePeriod: props.rotation,
        exportable: false,
        allowPlaintextBackup: false,
        deletionAllowed: false,
      });
    }
    const policy = new BreakGlassPolicy(this, "policy", {
      name: TRANSIT.policy,
      rules: keyRules(KEY_PURPOSES),
      dependsOn: props.dependsOn,
    });
    new TokenAuthBackendRole(this, "tokens", {
      roleName: TRANSIT.tokenRole,
      allowedPolicies: [policy.name],
      orphan: true,
      renewable: true,
      tokenPeriod: 86_400,
      tokenNoDefaultPolicy: true,
      tokenType: "service",
      tokenBoundCidrs: props.controllerCidrs === undefined ? undefined : [...props.controllerCidrs],
      dependsOn: props.dependsOn,
    });
  }
}

/**
 * Boundary's `kms` blocks for these keys. The token comes from VAULT_TOKEN of Boundary's service.
 *
 * @example
 * ```ts
 * import { TerraformOutput } from "cdktf";
 * import { kmsBlocks } from "vault-boundary-break-glass/constructs/vault/boundary-keys";
 *
 * new TerraformOutput(stack, "boundary_kms", { value: kmsBlocks("https://vault.example.com:8200") });
 * ```
 */
export function kmsBlocks(vaultAddress: string): string {
  return KEY_PURPOSES.map(
    (purpose) => `kms "transit" {
  purpose         = "${purpose}"
  address         = "${vaultAddress}"
  mount_path      = "${TRANSIT.mount}/"
  key_name        = "${purpose}"
  disable_renewal = "false"
}
`,
  ).join("");
}
