import type { Rule } from "../rule";
import { vault } from "../sources";
import type { Tree } from "../tree";

const NAMED = {
  vault_policy: "name",
  vault_mount: "path",
  vault_auth_backend: "path",
  vault_identity_entity: "name",
  vault_identity_group: "name",
  vault_identity_oidc_role: "name",
} as const;

const namesIn = (tree: Tree) =>
  new Map<string, string>(
    Object.entries(NAMED).flatMap(([type, key]) =>
      tree.of(type).map(({ attributes, construct }) => [`${type} ${attributes[key]}`, construct] as const),
    ),
  );

export const BG064: Rule = {
  id: "BG064",
  title: "Environments that share a Vault share no name",
  why: "A second policy with the same name silently replaces the first.",
  sources: [vault("api-docs/system/policies", "/sys/policies, create or update")],
  remedy: "Give each environment its own Vault or its own namespace.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    const own = namesIn(tree);
    for (const other of tree.surroundings.others) {
      const [one, two] = [other, tree].map(({ environment: { vault } }) => `${vault.address} ${vault.namespace ?? ""}`);
      if (one !== two) continue;
      const shared = [...namesIn(other).keys()].filter((name) => own.has(name));
      if (shared.length > 0)
        yield {
          construct: own.get(shared[0] ?? "") ?? "",
          value: `${shared.length} names are also ${other.environment.environment}'s, such as ${shared[0]}`,
          allowed: "names of one environment",
          at: ["vault", "address"],
        };
    }
  },
};
