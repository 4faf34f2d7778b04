import { DATABASE_GUARDS } from "../database-guards";
import type { Rule } from "../rule";

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
