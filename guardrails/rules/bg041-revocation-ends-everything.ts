import { DATABASE_GUARDS } from "../database-guards";
import type { Rule } from "../rule";
import { manual, measured } from "../sources";

export const BG041: Rule = {
  id: "BG041",
  title: "Revocation removes the login, cuts connections and drops the user",
  why: "A dropped session leaves a backend running. If the user owns an object, DROP ROLE fails and the access stays.",
  sources: [
    manual("PostgreSQL: DROP ROLE", "https://www.postgresql.org/docs/current/sql-droprole.html"),
    manual(
      "MariaDB: KILL",
      "https://mariadb.com/docs/server/reference/sql-statements/administrative-sql-statements/kill",
    ),
    measured("What ends with a session, and what does not"),
  ],
  remedy: "Use the engine's own statements (constructs/engines).",
  severity: "high",
  stops: "synth",
  *check(tree) {
    for (const role of tree.of("vault_database_secret_backend_role")) {
      const text = (role.attributes["revocation_statements"] ?? []).join("\n");
      const needed = DATABASE_GUARDS.get(tree.databasePlugin(role))?.revocation ?? [];
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
