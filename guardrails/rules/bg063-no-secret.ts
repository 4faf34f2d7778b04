import type { Rule, Violation } from "../rule";
import { terraform } from "../sources";

const LOOKS_LIKE =
  /\bhv[sb]\.[\w-]{20,}|-----BEGIN [A-Z ]*PRIVATE KEY|otpauth:\/\/|\bAKIA[0-9A-Z]{16}\b|\beyJ[\w-]{20,}\.[\w-]{20,}\./;
const SECRET_NAMES = new Set(
  "password secret token client_secret private_key bindpass bind_pass secret_key access_key integration_key api_token".split(
    " ",
  ),
);

export const BG063: Rule = {
  id: "BG063",
  title: "No synthesized value is a secret",
  why: "Reviewers read plans in pull requests.",
  sources: [
    terraform("manage-sensitive-data", "sensitive data in configuration, plan and state"),
    terraform("manage-sensitive-data/write-only", "write-only arguments"),
  ],
  remedy: "Pass the secret through an ephemeral variable to a write-only attribute.",
  severity: "high",
  stops: "synth",
  check(tree) {
    const violations: Violation[] = [];
    for (const { construct, attributes } of tree.all()) {
      eachText(attributes, "", (key, value) => {
        // A shorter value cannot be a secret.
        if (value.length >= 10 && LOOKS_LIKE.test(value))
          violations.push({ construct, value: `${key} looks like a secret`, allowed: "no secret" });
        else if (SECRET_NAMES.has(key) && value !== "" && !value.startsWith("${"))
          violations.push({ construct, value: `${key} is literal`, allowed: "a reference" });
      });
    }
    return violations;
  },
};

/** Visits every string together with the attribute that holds it. */
function eachText(value: unknown, key: string, found: (key: string, value: string) => void): void {
  if (typeof value === "string") found(key, value);
  else if (Array.isArray(value)) for (const item of value) eachText(item, key, found);
  else if (typeof value === "object" && value !== null)
    for (const name of Object.keys(value)) eachText((value as Record<string, unknown>)[name], name, found);
}
