import type { Rule } from "../rule";
import { vault } from "../sources";

export const BG045: Rule = {
  id: "BG045",
  title: "Vault changes the admin password that it receives",
  why: "The person who supplied the password must no longer know it.",
  sources: [vault("api-docs/secret/databases#rotate-root-credentials", "rotate root credentials")],
  remedy: "Use DatabaseConnection, which rotates the password at once.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    const written = new Set(tree.of("vault_generic_endpoint").map(({ attributes }) => tree.textOf(attributes["path"])));
    for (const { construct, attributes } of tree.of("vault_database_secret_backend_connection")) {
      if (!written.has(`${tree.textOf(attributes["backend"])}/rotate-root/${tree.textOf(attributes["name"])}`))
        yield {
          construct,
          value: "never rotated",
          allowed: "rotate-root after the connection is made",
          at: ["targets", String(attributes["name"])],
        };
    }
  },
};
