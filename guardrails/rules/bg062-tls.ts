import type { Rule } from "../rule";
import { vault } from "../sources";

const OFF = [
  "skip_tls_verify",
  "tls_insecure",
  "insecure_tls",
  "tls_skip_verify",
  "insecure",
  "skip_cert_verification",
  "tls_disable",
];
const ADDRESSES = ["address", "addr", "issuer", "api_url_prefix", "jwks_url"];

export const BG062: Rule = {
  id: "BG062",
  title: "TLS is verified everywhere",
  why: "Without verified TLS, an attacker on the network gets tokens, approvals and passwords.",
  sources: [vault("docs/concepts/production-hardening", "production hardening, end-to-end TLS")],
  remedy: "Remove the switch, and name the CA.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    const providers = Object.entries(tree.stacks).flatMap(([stack, json]) =>
      Object.entries<Record<string, unknown>[]>(json["provider"] ?? {}).flatMap(([name, list]) =>
        list.map((attributes) => ({ construct: `${stack}/provider ${name}`, attributes })),
      ),
    );
    const backends = Object.entries(tree.stacks).map(([stack, json]) => ({
      construct: `${stack}/backend`,
      attributes: Object.values<Record<string, unknown>>(json["terraform"]?.backend ?? {})[0] ?? {},
    }));
    for (const { construct, attributes } of [...tree.all(), ...providers, ...backends]) {
      for (const [key, value] of Object.entries(attributes)) {
        if (OFF.includes(key) && value === true) yield { construct, value: `${key} = true`, allowed: "verified TLS" };
        if (ADDRESSES.includes(key) && String(value).startsWith("http://"))
          yield { construct, value: `${key} = ${value}`, allowed: "https" };
      }
    }
  },
};
