import { named, sqlIdentifier } from "../../config/values";
import { CredentialMount } from "../vault/credential-mount";
import { DatabaseConnection } from "../vault/database-connection";
import { DatabaseRole } from "../vault/database-role";
import { DATABASE_PATHS, databaseShape } from "./database";
import type { Engine } from "./engine";

const MOUNT = "break-glass-mongodb";

const targetShape = databaseShape("Vault's own user: userAdmin of the admin database.");

/** Roles of MongoDB itself that give rights to oneself or to others, or reach every database. */
const DANGEROUS_ROLES =
  /^(root|__system|__queryableBackup|userAdmin|userAdminAnyDatabase|dbOwner|dbAdminAnyDatabase|readAnyDatabase|readWriteAnyDatabase|clusterAdmin|clusterManager|hostManager|backup|restore)$/;

const accessShape = {
  database: sqlIdentifier().describe("Database that the role is of."),
  role: named(/^[A-Za-z][A-Za-z0-9_-]{0,62}$/, "a role of MongoDB: a letter, then letters, digits, _ and -, at most 63")
    .refine((role) => !DANGEROUS_ROLES.test(role), {
      error: "unsafe-role",
      params: { code: "unsafe-role", allowed: "a role of one database that grants nothing, such as readWrite" },
    })
    .describe("Role whose rights the responder gets, such as readWrite."),
};

/**
 * MongoDB: a user of his own for each use, made and dropped by Vault. MongoDB asks for the user's rights at
 * each operation, so a connection that outlives the user can do nothing.
 *
 * @see https://developer.hashicorp.com/vault/docs/secrets/databases/mongodb
 */
export const mongodb: Engine<typeof targetShape, typeof accessShape> = {
  kind: "mongodb",
  title: "MongoDB, dynamic users",
  targetShape,
  accessShape,
  mount: {
    path: MOUNT,
    ...DATABASE_PATHS,
    declare: (scope, id, path) =>
      new CredentialMount(scope, id, { type: "database", path, description: "Break-glass MongoDB users." }),
  },
  credential: ({ roleName }) => ({ path: `${MOUNT}/creds/${roleName}`, leases: `${MOUNT}/creds/${roleName}` }),
  declareTarget(scope, id, { name, target, roleNames, mountPath }) {
    const connection = new DatabaseConnection(scope, id, {
      mount: mountPath,
      name,
      plugin: "mongodb",
      connectionUrl: `mongodb://{{username}}:{{password}}@${target.address}:${target.port}/admin?tls=true`,
      adminUsername: target.adminUsername,
      adminPasswordVersion: target.adminPasswordVersion,
      allowedRoles: roleNames,
      usernameTemplate: "{{.RoleName | truncate_sha256 80}}_{{random 12 | lowercase}}",
    });
    return {
      declareAccess: (accessScope, accessId, { roleName, access, limits }) =>
        new DatabaseRole(accessScope, accessId, {
          mount: mountPath,
          connection: connection.name,
          name: roleName,
          maxTtl: limits.session,
          creation: [JSON.stringify({ db: "admin", roles: [{ role: access.role, db: access.database }] })],
          revocation: [JSON.stringify({ db: "admin" })],
          dependsOn: [connection.ready],
        }).ready,
    };
  },
};
