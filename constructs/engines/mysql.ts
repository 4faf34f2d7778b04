import * as z from "zod";
import { pem, sqlIdentifier } from "../../config/values";
import { databaseEngine, databaseShape } from "./database";
import { type Endpoint, type Secret, textOf } from "./exchange";

const targetShape = {
  edition: z
    .enum(["mariadb", "mysql"])
    .describe("mysql: the database team also installs break_glass.end_user (docs/targets.md)."),
  ...databaseShape("Vault's own user: CREATE USER, CONNECTION ADMIN, SELECT on mysql.*, ADMIN of the roles."),
  caCertificate: pem.optional().describe("CA of the server's certificate, as PEM."),
};

const accessShape = {
  role: sqlIdentifier.describe("Role whose rights the responder gets, such as senior_dba."),
};

type Target = z.output<z.ZodObject<typeof targetShape>>;

/** The client on a session. Only administrators can set MariaDB's default role, so the client sets the role here. */
function client({ host, port }: Endpoint, secret: Secret, target: Target, role: string, sql: string) {
  return {
    args: [
      "--no-defaults",
      `--host=${host}`,
      `--port=${port}`,
      "--protocol=TCP",
      `--user=${textOf(secret, "username")}`,
      "--ssl",
      ...(target.caCertificate === undefined ? [] : ["--ssl-ca={file:ca}"]),
      "--batch",
      "--skip-column-names",
      `--init-command=SET ROLE ${role}`,
      `--execute=${sql}`,
    ],
    env: { MYSQL_PWD: textOf(secret, "password") },
    files: { ca: target.caCertificate ?? "" },
  };
}

/** MariaDB and MySQL: one user per use. Vault makes and drops it. */
export const mysql = databaseEngine({
  kind: "mysql",
  title: "MariaDB and MySQL, dynamic users",
  targetShape,
  accessShape,
  exchange: {
    program: "mariadb",
    install: "macOS: brew install mariadb · Debian: apt-get install mariadb-client · Fedora: dnf install mariadb",
    user: (secret) => textOf(secret, "username"),
    command: (at, secret, target, { role }) => client(at, secret, target, role, "SELECT CURRENT_USER()"),
    answer: (secret) => `${textOf(secret, "username")}@%`,
    busy: (at, secret, target, { role }) => client(at, secret, target, role, "SELECT SLEEP(60)"),
  },
  guard: {
    plugin: "mysql",
    verified: ({ tls_ca: ca }, address) => ca !== undefined || /[?&]tls=true(&|$)/.test(address),
    revocation: [/ACCOUNT LOCK/, /KILL|end_user/, /DROP USER/],
  },
  connection: ({ address, port, edition, caCertificate }) => ({
    // With a CA, Vault verifies the server by it. Without one, Vault uses the CAs of its operating system.
    connectionUrl: `{{username}}:{{password}}@tcp(${address}:${port})/${caCertificate === undefined ? "?tls=true" : ""}`,
    caCertificate,
    usernameTemplate: USERNAMES[edition],
  }),
  // A user of MariaDB and MySQL has no expiry of its own, so a renewed lease changes nothing in the database.
  statements: ({ role }, { connections }, { edition }) => {
    const { creation, revocation } = edition === "mariadb" ? MARIADB : MYSQL;
    return { creation: creation(role, connections), revocation };
  },
});

/** 80 characters at most in MariaDB, 32 in MySQL. */
const USERNAMES = {
  mariadb: "{{.RoleName | truncate_sha256 66}}_{{random 12 | lowercase}}",
  mysql: "{{.RoleName | truncate_sha256 22}}_{{random 8 | lowercase}}",
};

interface Statements {
  creation(role: string, connections: number): string[];
  readonly revocation: readonly string[];
}

const user = "'{{name}}'@'%'";
/**
 * The creation refuses a role whose rights could outlive the end. Of global rights, a role may have PROCESS (256) and
 * SHOW DATABASES (16384). It may have no right on mysql.*, and it may grant nothing. Nested roles count.
 *
 * @see https://mariadb.com/kb/en/roles_overview/ https://mariadb.com/kb/en/mysqlglobal_priv-table/
 */
const MARIADB: Statements = {
  creation: (role, connections) => [
    // As JSON, because Vault would split a text at its semicolons.
    JSON.stringify([
      `BEGIN NOT ATOMIC IF (WITH RECURSIVE reached (name) AS (SELECT '${role}' UNION SELECT m.Role FROM mysql.roles_mapping m JOIN reached r ON m.User = r.name AND m.Host = '') ` +
        "SELECT COUNT(*) FROM reached r WHERE " +
        "EXISTS (SELECT 1 FROM mysql.global_priv p WHERE p.User = r.name AND p.Host = '' AND (CAST(COALESCE(JSON_VALUE(p.Priv, '$.access'), 0) AS UNSIGNED) & ~16640) <> 0) " +
        "OR EXISTS (SELECT 1 FROM mysql.db d WHERE d.User = r.name AND d.Host = '' AND (d.Grant_priv = 'Y' OR 'mysql' LIKE d.Db)) " +
        "OR EXISTS (SELECT 1 FROM mysql.tables_priv t WHERE t.User = r.name AND t.Host = '' AND (FIND_IN_SET('Grant', t.Table_priv) OR t.Db = 'mysql')) " +
        "OR EXISTS (SELECT 1 FROM mysql.procs_priv c WHERE c.User = r.name AND c.Host = '' AND FIND_IN_SET('Grant', c.Proc_priv)) " +
        "OR EXISTS (SELECT 1 FROM mysql.roles_mapping g WHERE g.User = r.name AND g.Host = '' AND g.Admin_option = 'Y')) > 0 " +
        `THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'break-glass refuses role ${role}: it reaches rights that would outlive the end'; END IF; END`,
    ]),
    `CREATE USER ${user} IDENTIFIED BY '{{password}}' REQUIRE SSL WITH MAX_USER_CONNECTIONS ${connections};`,
    `GRANT ${role} TO ${user};`,
  ],
  revocation: [
    `ALTER USER IF EXISTS ${user} ACCOUNT LOCK;`,
    `KILL HARD CONNECTION USER ${user};`,
    `DROP USER IF EXISTS ${user};`,
  ],
};

/**
 * MySQL cannot KILL all connections of a user, so the database team installs break_glass.end_user for it.
 *
 * @see https://dev.mysql.com/doc/refman/8.4/en/roles.html https://dev.mysql.com/doc/refman/8.4/en/kill.html
 */
const MYSQL: Statements = {
  creation: (role, connections) => [
    // A subquery with two rows fails: MySQL has no SIGNAL outside of stored programs.
    `SELECT (SELECT 1 UNION ALL SELECT 2 WHERE (WITH RECURSIVE reached (name) AS (SELECT CAST('${role}' AS CHAR(32)) UNION SELECT e.FROM_USER FROM mysql.role_edges e JOIN reached r ON e.TO_USER = r.name) ` +
      "SELECT COUNT(*) FROM reached r WHERE " +
      "EXISTS (SELECT 1 FROM mysql.user u WHERE u.User = r.name AND 'Y' IN (u.Super_priv, u.Create_user_priv, u.Create_role_priv, u.Grant_priv, u.File_priv, u.Insert_priv, u.Update_priv, u.Delete_priv, u.Create_priv, u.Drop_priv, u.Alter_priv)) " +
      "OR EXISTS (SELECT 1 FROM mysql.global_grants g WHERE g.USER = r.name) " +
      "OR EXISTS (SELECT 1 FROM mysql.db d WHERE d.User = r.name AND (d.Grant_priv = 'Y' OR 'mysql' LIKE d.Db)) " +
      "OR EXISTS (SELECT 1 FROM mysql.tables_priv t WHERE t.User = r.name AND (FIND_IN_SET('Grant', t.Table_priv) OR t.Db = 'mysql')) " +
      "OR EXISTS (SELECT 1 FROM mysql.role_edges a WHERE a.TO_USER = r.name AND a.WITH_ADMIN_OPTION = 'Y')) > 0);",
    `CREATE USER ${user} IDENTIFIED BY '{{password}}' REQUIRE SSL WITH MAX_USER_CONNECTIONS ${connections};`,
    `GRANT ${role} TO ${user};`,
    `SET DEFAULT ROLE ${role} TO ${user};`,
  ],
  revocation: [
    `ALTER USER IF EXISTS ${user} ACCOUNT LOCK;`,
    "CALL break_glass.end_user('{{name}}');",
    `DROP USER IF EXISTS ${user};`,
  ],
};
