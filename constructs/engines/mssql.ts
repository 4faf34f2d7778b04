import { sqlIdentifier } from "../../config/values";
import { CredentialMount } from "../vault/credential-mount";
import { DatabaseConnection } from "../vault/database-connection";
import { DatabaseRole } from "../vault/database-role";
import { DATABASE_PATHS, databaseShape } from "./database";
import type { Engine } from "./engine";

const MOUNT = "break-glass-mssql";

/** Fixed database roles that could give rights to others, or to themselves again. */
const DANGEROUS_ROLES = ["db_owner", "db_securityadmin", "db_accessadmin", "db_ddladmin"];

const targetShape = {
  database: sqlIdentifier(),
  ...databaseShape("Vault's own login: ALTER ANY LOGIN, ALTER ANY CONNECTION, db_accessadmin of the database."),
};

const accessShape = {
  role: sqlIdentifier()
    .refine((role) => !DANGEROUS_ROLES.includes(role), {
      error: "unsafe-role",
      params: { code: "unsafe-role", allowed: `any role but ${DANGEROUS_ROLES.join(", ")}` },
    })
    .describe("Database role whose rights the responder gets, such as senior_dba."),
};

/**
 * Microsoft SQL Server: a login and a user of his own for each use, made and dropped by Vault.
 *
 * @see https://developer.hashicorp.com/vault/docs/secrets/databases/mssql
 * @see https://learn.microsoft.com/sql/relational-databases/security/authentication-access/database-level-roles
 */
export const mssql: Engine<typeof targetShape, typeof accessShape> = {
  kind: "mssql",
  title: "Microsoft SQL Server, dynamic logins",
  targetShape,
  accessShape,
  mount: {
    path: MOUNT,
    ...DATABASE_PATHS,
    declare: (scope, id, path) =>
      new CredentialMount(scope, id, { type: "database", path, description: "Break-glass SQL Server logins." }),
  },
  credential: ({ roleName }) => ({ path: `${MOUNT}/creds/${roleName}`, leases: `${MOUNT}/creds/${roleName}` }),
  declareTarget(scope, id, { name, target, roleNames, mountPath }) {
    const connection = new DatabaseConnection(scope, id, {
      mount: mountPath,
      name,
      plugin: "mssql",
      connectionUrl: `sqlserver://{{username}}:{{password}}@${target.address}:${target.port}?database=${target.database}&encrypt=true&TrustServerCertificate=false`,
      adminUsername: target.adminUsername,
      adminPasswordVersion: target.adminPasswordVersion,
      allowedRoles: roleNames,
      usernameTemplate: "{{.RoleName | truncate_sha256 100}}_{{random 12 | lowercase}}",
    });
    return {
      declareAccess: (accessScope, accessId, { roleName, access, limits }) =>
        new DatabaseRole(accessScope, accessId, {
          mount: mountPath,
          connection: connection.name,
          name: roleName,
          maxTtl: limits.session,
          creation: [
            `CREATE LOGIN [{{name}}] WITH PASSWORD = '{{password}}', DEFAULT_DATABASE = [${target.database}];`,
            `USE [${target.database}];`,
            "CREATE USER [{{name}}] FOR LOGIN [{{name}}];",
            `ALTER ROLE [${access.role}] ADD MEMBER [{{name}}];`,
          ],
          // Vault's own revocation: disables the login, kills its sessions, drops its users and the login.
          revocation: [],
          dependsOn: [connection.ready],
        }).ready,
    };
  },
};
