import type { Rule } from "../rule";

/** Root-protected paths that a duty needs, and nothing shorter. */
const ALLOWED = [
  /^sys\/leases\/(revoke-prefix|lookup)\/(auth\/break-glass\/login|break-glass-[\w-]+(\/[\w-]+)?\/creds\/[\w-]+)\/?$/,
  /^sys\/audit$/,
  /^sys\/config\/auditing\/request-headers$/,
  /^auth\/token\/create\/break-glass-boundary$/,
];

export const BG003: Rule = {
  id: "BG003",
  title: "sudo only where a duty needs it",
  why: "sudo opens what Vault keeps for root: revoking anything, reading audit settings, periodic tokens.",
  source: "Vault: root-protected API endpoints",
  remedy: "Remove sudo, or name the exact path of a lease prefix of break-glass.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    for (const { name, resource, rules } of tree.policies()) {
      for (const { path, capabilities } of rules) {
        if (capabilities.includes("sudo") && !ALLOWED.some((pattern) => pattern.test(path)))
          yield {
            construct: resource.construct,
            value: `${name}: sudo on ${path}`,
            allowed: "sudo on exact lease prefixes, audit settings and Boundary's token role",
          };
      }
    }
  },
};
