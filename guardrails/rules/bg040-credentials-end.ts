import type { Rule } from "../rule";
import { type Attributes, secondsOf } from "../tree";

/** Types of credential roles, and the attribute of each that bounds a credential's life. */
const LONGEST: Readonly<Record<string, (attributes: Attributes) => unknown>> = {
  vault_database_secret_backend_role: ({ max_ttl }) => max_ttl,
  vault_kubernetes_secret_backend_role: ({ token_max_ttl }) => token_max_ttl,
  vault_ssh_secret_backend_role: ({ max_ttl }) => max_ttl,
};

export const BG040: Rule = {
  id: "BG040",
  title: "A credential ends with its session",
  why: "Boundary renews leases, so only max_ttl bounds the life of a credential.",
  source: "Vault: database, Kubernetes, SSH and RabbitMQ secrets engines; DESIGN, what bounds what",
  remedy: "Set max_ttl to the profile's session limit.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    const sessionOf = (profile: string) => tree.environment.profiles[profile]?.limits.session ?? 0;
    for (const [type, longestOf] of Object.entries(LONGEST)) {
      for (const { construct, attributes } of tree.of(type)) {
        const profile = String(attributes["name"]).split("_")[2] ?? "";
        const limit = sessionOf(profile);
        const longest = secondsOf(longestOf(attributes));
        if (!(longest > 0 && longest <= limit))
          yield {
            construct,
            value: `max_ttl = ${longest}`,
            allowed: `1 to ${limit} s`,
            at: ["profiles", profile, "limits"],
          };
      }
    }
    // RabbitMQ bounds a whole mount.
    for (const { construct, attributes } of tree.of("vault_mount")) {
      if (attributes["type"] !== "rabbitmq") continue;
      const path = String(attributes["path"]);
      const target = path.split("/").at(-1) ?? "";
      const lease = tree
        .of("vault_generic_endpoint")
        .find((endpoint) => tree.textOf(endpoint.attributes["path"]) === `${path}/config/lease`);
      const longest = secondsOf(JSON.parse(String(lease?.attributes["data_json"] ?? "{}")).max_ttl);
      const limit = Math.max(
        0,
        ...Object.values(tree.environment.profiles)
          .filter(({ access }) => access.some((each) => each.target === target))
          .map(({ limits }) => limits.session),
      );
      if (!(longest > 0 && longest <= limit))
        yield { construct, value: `max_ttl = ${longest}`, allowed: `1 to ${limit} s`, at: ["targets", target] };
    }
  },
};
