import type { Rule } from "../rule";

const STATIC = [
  "vault_database_secret_backend_static_role",
  "boundary_credential_username_password",
  "boundary_credential_ssh_private_key",
  "boundary_credential_json",
  "boundary_credential_store_static",
];

export const BG044: Rule = {
  id: "BG044",
  title: "No standing credential behind an emergency",
  why: "A shared credential names nobody, and everybody who used it still knows it.",
  source: "field guide, strong credentials: dynamic ones",
  remedy: "Use an engine with dynamic credentials, or declare an exception with its end.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    // KV paths that Boundary brokers. The exception stands beside the target.
    for (const { construct, attributes } of tree.of("boundary_credential_library_vault")) {
      const target = /\/data\/[\w-]+_([\w-]+)$/.exec(String(attributes["path"]))?.[1];
      if (target !== undefined)
        yield {
          construct,
          value: `${attributes["path"]} in KV`,
          allowed: "dynamic credentials",
          at: ["targets", target],
        };
    }
    for (const type of STATIC) {
      for (const { construct } of tree.of(type)) yield { construct, value: type, allowed: "dynamic credentials" };
    }
  },
};
