import { DatabaseSecretBackendRole } from "@cdktf/provider-vault/lib/database-secret-backend-role";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";

export interface PostgresRoleProps {
  /** Path of the database mount. */
  readonly mount: string;
  readonly connection: string;
  readonly name: string;
  /** Database role that the emergency user is a member of. A checked SQL identifier. */
  readonly memberOf: string;
  /** Seconds; the user ends then, however often Boundary renews its lease. */
  readonly maxTtl: number;
  readonly connections: number;
  /** @default none */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * Dynamic PostgreSQL users of one responder for one profile and target.
 *
 * A user is not made from a role that could outlive the end: one that is, or may become, a superuser,
 * may create roles, grant others, or run programs on the server. The end takes the login, cuts the
 * connections, drops what the user owns, and drops the user; what must stay is created after
 * `SET ROLE <memberOf>`.
 */
export class PostgresRole extends Construct {
  readonly ready: ITerraformDependable;

  constructor(scope: Construct, id: string, props: PostgresRoleProps) {
    super(scope, id);
    this.ready = new DatabaseSecretBackendRole(this, "Default", {
      backend: props.mount,
      name: props.name,
      dbName: props.connection,
      defaultTtl: props.maxTtl,
      maxTtl: props.maxTtl,
      creationStatements: [refuseDangerousRole(props.memberOf), createUser(props)],
      renewStatements: [`ALTER ROLE "{{name}}" VALID UNTIL '{{expiration}}';`],
      revocationStatements: [DROP_USER],
      rollbackStatements: [DROP_USER],
      dependsOn: props.dependsOn,
    });
  }
}

/** Role attributes are not inherited but can be had by SET ROLE, so everything reachable counts. */
const refuseDangerousRole = (role: string) => `DO $$ BEGIN
  IF EXISTS (
    SELECT FROM pg_catalog.pg_roles r WHERE pg_catalog.pg_has_role('${role}', r.oid, 'MEMBER') AND (
      r.rolsuper OR r.rolcreaterole OR r.rolreplication OR r.rolbypassrls OR r.rolname IN (
        'pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files'
      ) OR EXISTS (SELECT FROM pg_catalog.pg_auth_members m WHERE m.member = r.oid AND m.admin_option)
    )
  ) THEN
    RAISE EXCEPTION 'break-glass refuses role ${role}: it reaches rights that would outlive the end';
  END IF;
END $$;`;

const createUser = ({ memberOf, connections }: PostgresRoleProps) =>
  `CREATE ROLE "{{name}}" WITH LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB INHERIT CONNECTION LIMIT ${connections} ` +
  `PASSWORD '{{password}}' VALID UNTIL '{{expiration}}' IN ROLE "${memberOf}";`;

/** Works when the user is already gone, so that no lease is left behind. */
const DROP_USER = `DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = '{{name}}') THEN
    ALTER ROLE "{{name}}" NOLOGIN;
    GRANT "{{name}}" TO CURRENT_USER;
    PERFORM pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity WHERE usename = '{{name}}';
    DROP OWNED BY "{{name}}" CASCADE;
    DROP ROLE "{{name}}";
  END IF;
END $$;`;
