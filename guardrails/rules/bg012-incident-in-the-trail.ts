import type { Rule } from "../rule";
import { breakGlassPractice, vault } from "../sources";

export const BG012: Rule = {
  id: "BG012",
  title: "The audit trail has the incident in clear text",
  why: "A reader of the trail must see the reason for each use without a hash from Vault.",
  sources: [
    vault("docs/audit#audit-request-headers", "audit devices, logging request headers"),
    breakGlassPractice("have an incident response plan"),
  ],
  remedy: "Declare the audited header X-Incident-Id with hmac = false.",
  severity: "medium",
  stops: "synth",
  *check(tree) {
    for (const name of ["X-Incident-Id", "X-Correlation-Id"]) {
      const header = tree.of("vault_audit_request_header").find(({ attributes }) => attributes["name"] === name);
      if (header === undefined || header.attributes["hmac"] !== false)
        yield {
          construct: header?.construct ?? "foundation/audit",
          value: header === undefined ? `no ${name}` : `${name} is hashed`,
          allowed: `${name}, hmac = false`,
        };
    }
  },
};
