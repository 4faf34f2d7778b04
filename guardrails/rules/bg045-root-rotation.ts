import type { Rule } from "../rule";

export const BG045: Rule = {
  id: "BG045",
  title: "Vault changes the admin's password that it is given",
  why: "Whoever supplied it must no longer know it.",
  source: "Vault: rotate root credentials",
  remedy: "Use DatabaseConnection, which rotates it at once.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    const paths = tree.of("vault_generic_endpoint").map(({ attributes }) => String(attributes["path"]));
    const rotated = new Set(paths.map((path) => path.split("/rotate-root/")[1]));
    for (const { construct, attributes } of tree.of("vault_database_secret_backend_connection")) {
      if (!rotated.has(String(attributes["name"])))
        yield {
          construct,
          value: "never rotated",
          allowed: "rotate-root after the connection is made",
          at: ["targets", String(attributes["name"])],
        };
    }
  },
};
