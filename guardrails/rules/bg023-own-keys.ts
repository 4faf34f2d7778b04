import { MOUNTS } from "../../model/names";
import type { Rule } from "../rule";
import { breakGlassPractice, measured } from "../sources";

export const BG023: Rule = {
  id: "BG023",
  title: "The emergency login depends on Vault alone",
  why: "People need break-glass when the corporate identity provider is down.",
  sources: [breakGlassPractice("establish procedures"), measured("The emergency login needs nothing but Vault")],
  remedy: "Configure the activation mount to take its keys from this Vault's own issuer.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    const { address, namespace } = tree.environment.vault;
    const own = `${address}/v1/${namespace === undefined ? "" : `${namespace}/`}identity/oidc`;
    for (const { construct, attributes } of tree.of("vault_jwt_auth_backend")) {
      if (attributes["path"] !== MOUNTS.breakGlass) continue;
      for (const key of ["jwks_url", "bound_issuer", "oidc_discovery_url"]) {
        const value = attributes[key];
        if (key === "oidc_discovery_url" ? value !== undefined : !String(value ?? "").startsWith(own))
          yield { construct, value: `${key} = ${value}`, allowed: `${own}, and no oidc_discovery_url` };
      }
    }
  },
};
