import { Mount } from "@cdktf/provider-vault/lib/mount";
import { Construct } from "constructs";

export interface CredentialMountProps {
  /** Vault's name of the secrets engine. */
  readonly type: string;
  readonly path: string;
  readonly description: string;
  /** Seconds; no lease of the mount lives longer. @default 43200, the longest session */
  readonly maxLeaseTtl?: number;
}

/** A secrets engine of its own, so that no prefix of break-glass leases holds anything else. */
export class CredentialMount extends Construct {
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
