import { named, sqlIdentifier } from "../../config/values";
import { databaseEngine, databaseShape } from "./database";

const targetShape = databaseShape("Vault's own user: userAdmin of the admin database.");

/** Roles of MongoDB itself that give rights to oneself or to others, or reach every database. */
const DANGEROUS_ROLES =
  /^(root|__system|__queryableBackup|userAdmin|userAdminAnyDatabase|dbOwner|dbAdminAnyDatabase|readAnyDatabase|readWriteAnyDatabase|clusterAdmin|clusterManager|hostManager|backup|restore)$/;

const accessShape = {
  database: sqlIdentifier.describe("Database of the role."),
  role: named(/^[A-Za-z][A-Za-z0-9_-]{0,62}$/, "a role of MongoDB: a letter, then letters, digits, _ and -, at most 63")
    .refine((role) => !DANGEROUS_ROLES.test(role), {
      error: "unsafe-role",
      params: { code: "unsafe-role", allowed: "a role of one database that grants nothing, such as readWrite" },
    })
    .describe("Role whose rights the responder gets, such as readWrite."),
};

/**
 * MongoDB: one user per use. Vault makes and drops it. MongoDB checks the user's rights at each operation, so a
 * connection that outlives the user can do nothing.
 *
 * @see https://developer.hashicorp.com/vault/docs/secrets/databases/mongodb
 */
export const mongodb = databaseEngine({
  kind: "mongodb",
  title: "MongoDB, dynamic users",
  targetShape,
  accessShape,
  guard: {
    plugin: "mongodb",
    verified: (_, address) => /[?&]tls=true(&|$)/.test(address) && !/insecure/i.test(address),
  },
  connection: ({ address, port }) => ({
    connectionUrl: `mongodb://{{username}}:{{password}}@${address}:${port}/admin?tls=true`,
    usernameTemplate: "{{.RoleName | truncate_sha256 80}}_{{random 12 | lowercase}}",
  }),
  statements: ({ role, database }) => ({
    creation: [JSON.stringify({ db: "admin", roles: [{ role, db: database }] })],
    revocation: [JSON.stringify({ db: "admin" })],
  }),
});
