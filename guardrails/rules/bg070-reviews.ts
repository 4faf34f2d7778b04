import type { Rule } from "../rule";

export const BG070: Rule = {
  id: "BG070",
  title: "Reviews are done when they are due",
  why: "An overdue person leaves the plan 14 days later; until then this is what says so.",
  source: "field guide, re-review who has access",
  remedy: "Review the entry: reviewedOn, reviewedBy, reviewDue; or remove it.",
  severity: "high",
  stops: "guardrails",
  *check(tree) {
    for (const kind of ["people", "profiles"] as const) {
      for (const [id, { reviewDue }] of Object.entries(tree.environment[kind])) {
        if (tree.asOf.getTime() >= Date.parse(`${reviewDue}T00:00:00Z`))
          yield {
            construct: `${kind} ${id}`,
            value: `due since ${reviewDue}`,
            allowed: "a review before it is due",
            at: [kind, id],
          };
      }
    }
  },
};
