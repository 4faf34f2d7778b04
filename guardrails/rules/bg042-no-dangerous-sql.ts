import { DATABASE_GUARDS } from "../database-guards";
import type { Rule } from "../rule";
import { manual } from "../sources";

/** What no database may be told; the kinds add what their own know. */
const DANGEROUS = [
  /WITH\s+(ADMIN|GRANT)\s+OPTION/i,
  /GRANT\s+ALL/i,
  ...[...DATABASE_GUARDS.values()].flatMap(({ dangerous = [] }) => dangerous),
];

export const BG042: Rule = {
  id: "BG042",
  title: "No creation statement grants rights that outlive the end",
  why: "A user who may create roles, pass on rights or run programs can leave a door open for later.",
  sources: [
    manual("PostgreSQL: role attributes", "https://www.postgresql.org/docs/current/role-attributes.html"),
    manual("PostgreSQL: predefined roles", "https://www.postgresql.org/docs/current/predefined-roles.html"),
  ],
  remedy: "Grant an emergency role without such rights.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    for (const { construct, attributes } of tree.of("vault_database_secret_backend_role")) {
      // DO blocks only refuse; they grant nothing.
      const text = (attributes["creation_statements"] ?? [])
        .filter((statement: string) => !statement.startsWith("DO "))
        .join("\n");
      const found = DANGEROUS.map((pattern) => pattern.exec(text)?.[0]).filter((match) => match !== undefined);
      if (found.length > 0)
        yield { construct, value: found.join(", "), allowed: "LOGIN and membership of one emergency role" };
    }
  },
};
