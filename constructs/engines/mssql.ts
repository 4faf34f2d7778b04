import { sqlIdentifier } from "../../config/values";
import { databaseEngine, databaseShape } from "./database";

/** Fixed database roles that could give rights to others, or to themselves again. */
const DANGEROUS_ROLES = ["db_owner", "db_securityadmin", "db_accessadmin", "db_ddladmin"];

const targetShape = {
  database: sqlIdentifier,
  ...databaseShape("Vault's own login: ALTER ANY LOGIN, ALTER ANY CONNECTION, db_accessadmin of the database."),
};

const accessShape = {
  role: sqlIdentifier
    .refine((role) => !DANGEROUS_ROLES.includes(role), {
      error: "unsafe-role",
      params: { code: "unsafe-role", allowed: `any role but ${DANGEROUS_ROLES.join(", ")}` },
    })
    .describe("Database role whose rights the responder gets, such as senior_dba."),
};

/**
 * Microsoft SQL Server: one login and one user per use. Vault makes and drops them.
 *
 * @see https://developer.hashicorp.com/vault/docs/secrets/databases/mssql
 * @see https://learn.microsoft.com/sql/relational-databases/security/authentication-access/database-level-roles
 */
export const mssql = databaseEngine({
  kind: "mssql",
  title: "Microsoft SQL Server, dynamic logins",
  targetShape,
  accessShape,
  guard: {
    plugin: "mssql",
    verified: (_, address) => /encrypt=true/.test(address) && /TrustServerCertificate=false/.test(address),
  },
  connection: ({ address, port, database }) => ({
    connectionUrl: `sqlserver://{{username}}:{{password}}@${address}:${port}?database=${database}&encrypt=true&TrustServerCertificate=false`,
    usernameTemplate: "{{.RoleName | truncate_sha256 100}}_{{random 12 | lowercase}}",
    // SQL Server requires three kinds of characters in every password.
    mixedPasswords: true,
  }),
  statements: ({ role }, _, { database }) => ({
    creation: [
      `CREATE LOGIN [{{name}}] WITH PASSWORD = '{{password}}', DEFAULT_DATABASE = [${database}];`,
      `USE [${database}];`,
      "CREATE USER [{{name}}] FOR LOGIN [{{name}}];",
      `ALTER ROLE [${role}] ADD MEMBER [{{name}}];`,
    ],
    // Vault's own revocation: disables the login, kills its sessions, drops its users and the login.
    revocation: [],
  }),
});
