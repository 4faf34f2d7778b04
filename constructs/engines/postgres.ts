import type * as z from "zod";
import { pem, sqlIdentifier } from "../../config/values";
import { databaseEngine, databaseShape } from "./database";
import { type Endpoint, type Secret, textOf } from "./exchange";

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
  database: sqlIdentifier,
  ...databaseShape("Vault's own role: CREATEROLE, member of pg_signal_backend."),
  caCertificate: pem.optional().describe("CA of the server's certificate, as PEM."),
};

const accessShape = {
  role: sqlIdentifier
    .refine((role) => !DANGEROUS_ROLES.includes(role), {
      error: "unsafe-role",
      params: { code: "unsafe-role", allowed: `any role but ${DANGEROUS_ROLES.join(", ")}` },
    })
    .describe("Database role whose rights the responder gets, such as senior_dba."),
};

type Target = z.output<z.ZodObject<typeof targetShape>> & { readonly address: string };

/** psql on a session. If the target's CA is known, psql verifies the server by its own name. */
function psql({ host, port }: Endpoint, secret: Secret, { database, address, caCertificate }: Target, sql: string) {
  const verified = { PGSSLMODE: "verify-full", PGSSLROOTCERT: "{file:ca}" };
  return {
    args: ["--no-psqlrc", "-qtAX", "-c", sql, "-d", `host=${address} hostaddr=${host} port=${port}`],
    env: {
      PGUSER: textOf(secret, "username"),
      PGPASSWORD: textOf(secret, "password"),
      PGDATABASE: database,
      ...(caCertificate === undefined ? { PGSSLMODE: "require" } : verified),
    },
    files: { ca: caCertificate ?? "" },
  };
}

/** PostgreSQL: one user per use. Vault makes and drops it. */
export const postgres = databaseEngine({
  kind: "postgres",
  title: "PostgreSQL, dynamic users",
  targetShape,
  accessShape,
  exchange: {
    program: "psql",
    install: "macOS: brew install libpq · Debian: apt-get install postgresql-client · Fedora: dnf install postgresql",
    user: (secret) => textOf(secret, "username"),
    command: (at, secret, target) => psql(at, secret, target, "SELECT current_user"),
    answer: (secret) => textOf(secret, "username"),
    busy: (at, secret, target) => psql(at, secret, target, "SELECT pg_sleep(60)"),
  },
  inspection: {
    program: "psql",
    administrator: "postgresql:// address of a role that reads pg_roles and pg_stat_activity",
    // The address holds a password, so it goes by the environment.
    command: (administrator, user) => ({
      args: ["--no-psqlrc", "-qtAX", "-v", "ON_ERROR_STOP=1", "-v", `user=${user}`, "-f", "{file:left.sql}"],
      env: {
        PGHOST: administrator.hostname,
        PGPORT: administrator.port || "5432",
        PGUSER: decodeURIComponent(administrator.username),
        PGPASSWORD: decodeURIComponent(administrator.password),
        PGDATABASE: administrator.pathname.slice(1),
        PGSSLMODE: administrator.searchParams.get("sslmode") ?? "verify-full",
        PGSSLROOTCERT: administrator.searchParams.get("sslrootcert") ?? undefined,
      },
      files: { "left.sql": LEFT },
    }),
  },
  guard: {
    plugin: "postgresql",
    verified: (_, address) => /sslmode=verify-full/.test(address),
    revocation: [/NOLOGIN/, /pg_terminate_backend/, /DROP OWNED|REASSIGN OWNED/, /DROP ROLE/],
    dangerous: [
      /(?<!NO)SUPERUSER/,
      /(?<!NO)(?<!r\.rol)CREATEROLE/,
      /(?<!NO)REPLICATION\b/,
      /(?<!NO)BYPASSRLS/,
      /IN ROLE "?(postgres|pg_\w+|rds_superuser|cloudsqlsuperuser)/,
      /GRANT\s+(pg_\w+|rds_superuser)/i,
    ],
  },
  connection: ({ address, port, database, caCertificate }) => ({
    connectionUrl: `postgresql://{{username}}:{{password}}@${address}:${port}/${database}?sslmode=verify-full`,
    caCertificate,
    usernameTemplate: "{{.RoleName | truncate_sha256 50}}_{{random 12 | lowercase}}", // 63 characters at most
    settings: { passwordAuthentication: "scram-sha-256" },
  }),
  statements: ({ role }, { connections }) => ({
    creation: [refuseDangerousRole(role), createUser(role, connections)],
    renewal: [`ALTER ROLE "{{name}}" VALID UNTIL '{{expiration}}';`],
    revocation: [DROP_USER],
  }),
});

/** Roles and connections of a user. */
const LEFT =
  "SELECT rolname FROM pg_roles WHERE rolname = :'user' UNION ALL SELECT pid::text FROM pg_stat_activity WHERE usename = :'user';\n";

/**
 * The creation refuses a role whose rights could outlive the end. Such a role is or can become a superuser, creates
 * roles, grants others, or runs programs on the server. A user does not inherit role attributes, but SET ROLE reaches
 * them. So every reachable role counts.
 */
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

const createUser = (memberOf: string, connections: number) =>
  `CREATE ROLE "{{name}}" WITH LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB INHERIT CONNECTION LIMIT ${connections} ` +
  `PASSWORD '{{password}}' VALID UNTIL '{{expiration}}' IN ROLE "${memberOf}";`;

/**
 * Removes the login, cuts the connections, drops the user's objects and the user. An object that must stay is created
 * after `SET ROLE`. This also works when the user no longer exists, so that no lease stays behind.
 */
const DROP_USER = `DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = '{{name}}') THEN
    ALTER ROLE "{{name}}" NOLOGIN;
    GRANT "{{name}}" TO CURRENT_USER;
    PERFORM pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity WHERE usename = '{{name}}';
    DROP OWNED BY "{{name}}" CASCADE;
    DROP ROLE "{{name}}";
  END IF;
END $$;`;
