import type { Rule } from "../rule";

const NEEDED = [/NOLOGIN/, /pg_terminate_backend/, /DROP OWNED|REASSIGN OWNED/, /DROP ROLE/];

export const BG041: Rule = {
  id: "BG041",
  title: "Revocation takes the login, cuts connections, and drops the user",
  why: "A dropped session leaves a backend running; an object of the user's keeps DROP ROLE from working, and the access stays.",
  source: "PostgreSQL: DROP ROLE; DESIGN, what bounds what",
  remedy: "Use PostgresRole.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    for (const { construct, attributes } of tree.of("vault_database_secret_backend_role")) {
      const text = (attributes["revocation_statements"] ?? []).join("\n");
      const missing = NEEDED.filter((pattern) => !pattern.test(text));
      if (missing.length > 0)
        yield {
          construct,
          value: `revocation without ${missing.map(({ source }) => source).join(", ")}`,
          allowed: "NOLOGIN, terminate, drop owned, drop role",
        };
    }
  },
};
