import type { Rule } from "../rule";

export const BG043: Rule = {
  id: "BG043",
  title: "Vault's connections are verified, bounded, and hold no literal password",
  why: "allowed_roles = * lets any role of the mount use the connection; an unverified server gets the admin's password.",
  source: "Vault: database secrets engine",
  remedy: "Use PostgresConnection.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    for (const { construct, attributes } of tree.of("vault_database_secret_backend_connection")) {
      const settings = attributes["postgresql"] ?? {};
      const wrong = [
        ...((attributes["allowed_roles"] ?? ["*"]).includes("*") ? ["allowed_roles = *"] : []),
        ...(attributes["verify_connection"] === false ? ["verify_connection = false"] : []),
        ...(/sslmode=verify-full/.test(String(settings.connection_url)) ? [] : ["no sslmode=verify-full"]),
        ...(settings.password === undefined ? [] : ["password in state"]),
        ...(/:[^{}@/]+@/.test(String(settings.connection_url)) ? ["password in the address"] : []),
      ];
      if (wrong.length > 0)
        yield {
          construct,
          value: wrong.join(", "),
          allowed: "named roles, verify-full, password_wo",
          at: ["targets", String(attributes["name"])],
        };
    }
  },
};
