import { DatabaseSecretBackendRole } from "@cdktf/provider-vault/lib/database-secret-backend-role";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";

export interface DatabaseRoleProps {
  /** Path of the database mount. */
  readonly mount: string;
  readonly connection: string;
  readonly name: string;
  /** Seconds; the user ends then, however often Boundary renews its lease. */
  readonly maxTtl: number;
  readonly creation: readonly string[];
  /** @default the plugin's own */
  readonly renewal?: readonly string[];
  /** Also what rolls a creation back that failed half-way. */
  readonly revocation: readonly string[];
  /** @default none */
  readonly dependsOn?: ITerraformDependable[];
}

/** Dynamic users of one responder for one profile and target. */
export class DatabaseRole extends Construct {
  readonly ready: ITerraformDependable;

  constructor(scope: Construct, id: string, props: DatabaseRoleProps) {
    super(scope, id);
    this.ready = new DatabaseSecretBackendRole(this, "Default", {
      backend: props.mount,
      name: props.name,
      dbName: props.connection,
      defaultTtl: props.maxTtl,
      maxTtl: props.maxTtl,
      creationStatements: [...props.creation],
      renewStatements: props.renewal === undefined ? undefined : [...props.renewal],
      revocationStatements: [...props.revocation],
      rollbackStatements: [...props.revocation],
      dependsOn: props.dependsOn,
    });
  }
}
