import * as z from "zod";
import { pem, sqlIdentifier } from "../../config/values";
import { CredentialMount } from "../vault/credential-mount";
import { PostgresConnection } from "../vault/postgres-connection";
import { PostgresRole } from "../vault/postgres-role";
import type { Engine } from "./engine";

const MOUNT = "break-glass-postgres";

/** Roles of PostgreSQL and of the large providers that could undo what the end does. */
const DANGEROUS_ROLES = [
  "azure_pg_admin",
  "cloudsqlsuperuser",
  "pg_execute_server_program",
  "pg_read_server_files",
  "pg_write_server_files",
  "postgres",
  "rds_superuser",
];

const targetShape = {
  database: sqlIdentifier(),
  adminUsername: sqlIdentifier().describe("Vault's own role: CREATEROLE, member of pg_signal_backend."),
  adminPasswordVersion: z.int().min(1).max(1_000_000).default(1).describe("Raise it to hand over a new password."),
  caCertificate: pem().optional().describe("CA of the server's certificate, as PEM."),
};

const accessShape = {
  role: sqlIdentifier()
    .refine((role) => !DANGEROUS_ROLES.includes(role), {
      error: "unsafe-role",
      params: { code: "unsafe-role", allowed: `any role but ${DANGEROUS_ROLES.join(", ")}` },
    })
    .describe("Database role whose rights the responder gets, such as senior_dba."),
};

/** PostgreSQL: a user of his own for each use, made and dropped by Vault. */
export const postgres: Engine<typeof targetShape, typeof accessShape> = {
  kind: "postgres",
  title: "PostgreSQL, dynamic users",
  targetShape,
  accessShape,
  mount: {
    path: MOUNT,
    declare: (scope, id) =>
      new CredentialMount(scope, id, { type: "database", path: MOUNT, description: "Break-glass PostgreSQL users." }),
  },
  declareTarget(scope, id, { name, target, roleNames, mountPath }) {
    const connection = new PostgresConnection(scope, id, {
      mount: mountPath,
      name,
      address: target.address,
      port: target.port,
      database: target.database,
      adminUsername: target.adminUsername,
      adminPasswordVersion: target.adminPasswordVersion,
      caCertificate: target.caCertificate,
      allowedRoles: roleNames,
    });
    return {
      credentialPath: (roleName) => `${MOUNT}/creds/${roleName}`,
      declareAccess: (accessScope, accessId, { roleName, access, limits }) =>
        new PostgresRole(accessScope, accessId, {
          mount: mountPath,
          connection: connection.name,
          name: roleName,
          memberOf: access.role,
          maxTtl: limits.session,
          connections: limits.connections,
          dependsOn: [connection.ready],
        }).ready,
    };
  },
};
