import { DATABASE_GUARDS } from "../database-guards";
import type { Rule } from "../rule";
import { vault } from "../sources";

export const BG043: Rule = {
  id: "BG043",
  title: "Vault's connections are verified, bounded, and hold no literal password",
  why: "With allowed_roles = *, any role of the mount may use the connection. An unverified server receives the admin's password.",
  sources: [
    vault("docs/secrets/databases", "database secrets engine"),
    vault("api-docs/secret/databases", "database secrets engine, allowed_roles"),
  ],
  remedy: "Use DatabaseConnection.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    for (const { construct, attributes } of tree.of("vault_database_secret_backend_connection")) {
      const guard = [...DATABASE_GUARDS.values()].find(({ plugin }) => attributes[plugin] !== undefined);
      const settings = guard === undefined ? {} : attributes[guard.plugin];
      const address = String(settings.connection_url);
      const wrong = [
        ...((attributes["allowed_roles"] ?? ["*"]).includes("*") ? ["allowed_roles = *"] : []),
        ...(attributes["verify_connection"] === false ? ["verify_connection = false"] : []),
        ...(guard?.verified(settings, address) === true ? [] : ["the server is not verified"]),
        ...(settings.password === undefined ? [] : ["password in state"]),
        ...(/:[^{}@/]+@/.test(address) ? ["password in the address"] : []),
      ];
      if (wrong.length > 0)
        yield {
          construct,
          value: wrong.join(", "),
          allowed: "named roles, verified TLS, password_wo",
          at: ["targets", String(attributes["name"])],
        };
    }
  },
};
