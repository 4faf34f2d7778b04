import { Mount } from "@cdktf/provider-vault/lib/mount";
import { Construct } from "constructs";

export interface CredentialMountProps {
  /** Vault's name of the secrets engine, such as `database`. */
  readonly type: string;
  /** Path of the mount. */
  readonly path: string;
  /** Text in Vault's list of mounts. */
  readonly description: string;
  /** Longest life of a lease in seconds. The default is the longest session. @default 43200 */
  readonly maxLeaseTtl?: number;
}

/**
 * A secrets engine for break-glass alone, so that no prefix of its leases holds anything else.
 *
 * @example
 * ```ts
 * import { CredentialMount } from "vault-boundary-break-glass/constructs/vault/credential-mount";
 *
 * new CredentialMount(stack, "mount", {
 *   type: "database",
 *   path: "break-glass-orders-db",
 *   description: "Emergency users of the orders database.",
 * });
 * ```
 */
export class CredentialMount extends Construct {
  /** Path of the mount, once it exists. */
  readonly path: string;

  constructor(scope: Construct, id: string, props: CredentialMountProps) {
    super(scope, id);
    const maxLeaseTtl = props.maxLeaseTtl ?? 43200;
    const mount = new Mount(this, "Default", {
      type: props.type,
      path: props.path,
      description: props.description,
      defaultLeaseTtlSeconds: maxLeaseTtl,
      maxLeaseTtlSeconds: maxLeaseTtl,
    });
    this.path = mount.path;
  }
}
