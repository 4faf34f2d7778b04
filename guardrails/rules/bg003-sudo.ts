import type { Rule } from "../rule";
import { vault } from "../sources";

/** The root-protected paths that a duty needs. A shorter path would open more. */
const ALLOWED = [
  /^sys\/leases\/(revoke-prefix|lookup)\/(auth\/break-glass\/login|break-glass-[\w-]+(\/[\w-]+)?\/creds\/[\w-]+)\/?$/,
  /^sys\/audit$/,
  /^sys\/config\/auditing\/request-headers$/,
  /^auth\/token\/create\/break-glass-boundary$/,
];

export const BG003: Rule = {
  id: "BG003",
  title: "A policy grants sudo only where a duty needs it",
  why: "Vault keeps some endpoints for root, and sudo opens them: revoke any lease, read audit settings, make periodic tokens.",
  sources: [vault("docs/concepts/policies#root-protected-api-endpoints", "root-protected API endpoints")],
  remedy: "Remove sudo, or name the exact path of a break-glass lease prefix.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    const ofLeases = (path: string) => {
      const prefix = /^sys\/leases\/(?:revoke-prefix|lookup)\/(.+?)\/?$/.exec(path)?.[1];
      return prefix !== undefined && tree.leasePrefixes.has(prefix);
    };
    for (const { name, resource, rules } of tree.policies()) {
      for (const { path, capabilities } of rules) {
        const allowed = ALLOWED.some((pattern) => pattern.test(path)) || ofLeases(path);
        if (capabilities.includes("sudo") && !allowed)
          yield {
            construct: resource.construct,
            value: `${name}: sudo on ${path}`,
            allowed: "sudo on exact lease prefixes, audit settings and Boundary's token role",
          };
      }
    }
  },
};
