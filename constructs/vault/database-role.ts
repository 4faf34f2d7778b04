import { DatabaseSecretBackendRole } from "@cdktf/provider-vault/lib/database-secret-backend-role";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";

export interface DatabaseRoleProps {
  /** Path of the database mount. */
  readonly mount: string;
  /** Name of the connection. */
  readonly connection: string;
  /** Name of the role. */
  readonly name: string;
  /** Longest life of a user in seconds. No renewal by Boundary makes it longer. */
  readonly maxTtl: number;
  /** Statements that make a user. */
  readonly creation: readonly string[];
  /** Statements that renew a user. @default the plugin's own */
  readonly renewal?: readonly string[];
  /** Statements that remove a user. They also roll back a creation that failed half-way. */
  readonly revocation: readonly string[];
  /** What Terraform makes first. @default none */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * Dynamic users of one responder for one profile and target.
 *
 * @example
 * ```ts
 * import { DatabaseRole } from "vault-boundary-break-glass/constructs/vault/database-role";
 *
 * new DatabaseRole(stack, "role", {
 *   mount: "break-glass-orders-db",
 *   connection: "orders-db",
 *   name: "bg_maya-chen_senior-dba_orders-db",
 *   maxTtl: 3600,
 *   creation: [
 *     `CREATE ROLE "{{name}}" LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}' IN ROLE senior_dba`,
 *   ],
 *   revocation: [`DROP ROLE IF EXISTS "{{name}}"`],
 * });
 * ```
 */
export class DatabaseRole extends Construct {
  /** The role. What reads credentials from it depends on it. */
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
