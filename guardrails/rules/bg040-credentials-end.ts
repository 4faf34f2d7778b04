import type { Rule } from "../rule";

export const BG040: Rule = {
  id: "BG040",
  title: "A credential ends with its session",
  why: "Boundary renews leases, so only max_ttl bounds a credential.",
  source: "Vault: database secrets engine; DESIGN, what bounds what",
  remedy: "Set max_ttl to the profile's session limit.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    const limits = Object.entries(tree.environment.profiles);
    for (const { construct, attributes } of tree.of("vault_database_secret_backend_role")) {
      const profile = String(attributes["name"]).split("_")[2] ?? "";
      const limit = limits.find(([id]) => id === profile)?.[1].limits.session ?? 0;
      const longest = Number(attributes["max_ttl"] ?? 0);
      if (!(longest > 0 && longest <= limit))
        yield {
          construct,
          value: `max_ttl = ${longest}`,
          allowed: `1 to ${limit} s`,
          at: ["profiles", profile, "limits"],
        };
    }
  },
};
