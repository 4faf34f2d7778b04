import { engineOf } from "../../constructs/engines/engine-of";
import { parseProfileTarget } from "../../model/names";
import type { Rule } from "../rule";
import { breakGlassPractice, vault } from "../sources";

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
  sources: [
    breakGlassPractice("secure the account with strong, unique credentials"),
    vault("docs/secrets/databases", "database secrets engine, dynamic credentials"),
  ],
  remedy: "Use an engine with dynamic credentials, or declare an exception with its end.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    const rotated = new Map<string | undefined, string>(
      tree.accesses.map((access) => [
        engineOf(access.accessConfig.kind).rotation?.(access, access.accessConfig).path,
        access.target,
      ]),
    );
    // Static secrets that Boundary brokers, wherever they come from. The exception stands beside the target.
    for (const { construct, attributes } of tree.of("boundary_credential_library_vault")) {
      const path = String(attributes["path"]);
      const inKv = /\/data\/([\w-]+)$/.exec(path)?.[1];
      const target = rotated.get(path) ?? (inKv === undefined ? undefined : parseProfileTarget(inKv)?.target);
      if (target !== undefined)
        yield {
          construct,
          value: `${path} is static`,
          allowed: "dynamic credentials",
          at: ["targets", target],
        };
    }
    for (const type of STATIC) {
      for (const { construct } of tree.of(type)) yield { construct, value: type, allowed: "dynamic credentials" };
    }
  },
};
