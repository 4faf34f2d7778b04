import type { Rule } from "../rule";

/** What the revocation of each database plugin must contain. Plugins that are not listed do it by themselves. */
const NEEDED: Readonly<Record<string, readonly RegExp[]>> = {
  postgresql: [/NOLOGIN/, /pg_terminate_backend/, /DROP OWNED|REASSIGN OWNED/, /DROP ROLE/],
  mysql: [/ACCOUNT LOCK/, /KILL|end_user/, /DROP USER/],
};

export const BG041: Rule = {
  id: "BG041",
  title: "Revocation removes the login, cuts connections and drops the user",
  why: "A dropped session leaves a backend running. If the user owns an object, DROP ROLE fails and the access stays.",
  source: "PostgreSQL: DROP ROLE; MariaDB: KILL; DESIGN, what bounds what",
  remedy: "Use the engine's own statements (constructs/engines).",
  severity: "high",
  stops: "synth",
  *check(tree) {
    for (const role of tree.of("vault_database_secret_backend_role")) {
      const text = (role.attributes["revocation_statements"] ?? []).join("\n");
      const needed = NEEDED[tree.databasePlugin(role)] ?? [];
      const missing = needed.filter((pattern) => !pattern.test(text));
      if (missing.length > 0)
        yield {
          construct: role.construct,
          value: `revocation without ${missing.map(({ source }) => source).join(", ")}`,
          allowed: needed.map(({ source }) => source).join(", "),
        };
    }
  },
};
