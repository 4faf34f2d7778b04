import type { Rule } from "../rule";
import { type Attributes, DATABASE_PLUGINS } from "../tree";

/** What shows, per plugin, that Vault verifies the server. */
const VERIFIED: Readonly<Record<string, (settings: Attributes, address: string) => boolean>> = {
  postgresql: (_, address) => /sslmode=verify-full/.test(address),
  mysql: ({ tls_ca: ca }, address) => ca !== undefined || /[?&]tls=true(&|$)/.test(address),
  mongodb: (_, address) => /[?&]tls=true(&|$)/.test(address) && !/insecure/i.test(address),
  mssql: (_, address) => /encrypt=true/.test(address) && /TrustServerCertificate=false/.test(address),
};

export const BG043: Rule = {
  id: "BG043",
  title: "Vault's connections are verified, bounded, and hold no literal password",
  why: "With allowed_roles = *, any role of the mount may use the connection. An unverified server receives the admin's password.",
  source: "Vault: database secrets engine",
  remedy: "Use DatabaseConnection.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    for (const { construct, attributes } of tree.of("vault_database_secret_backend_connection")) {
      const plugin = DATABASE_PLUGINS.find((name) => attributes[name] !== undefined);
      const settings = plugin === undefined ? {} : attributes[plugin];
      const address = String(settings.connection_url);
      const wrong = [
        ...((attributes["allowed_roles"] ?? ["*"]).includes("*") ? ["allowed_roles = *"] : []),
        ...(attributes["verify_connection"] === false ? ["verify_connection = false"] : []),
        ...(plugin !== undefined && VERIFIED[plugin]?.(settings, address) === true
          ? []
          : ["the server is not verified"]),
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
