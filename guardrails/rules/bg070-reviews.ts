import type { Rule } from "../rule";
import { breakGlassPractice, nistControl } from "../sources";

export const BG070: Rule = {
  id: "BG070",
  title: "Every review is done before it is due",
  why: "An overdue person leaves the plan after 14 days. Until then, only this rule reports the overdue review.",
  sources: [
    breakGlassPractice("limit access, regularly reviewed"),
    nistControl("AC-2", "account management, review of accounts"),
  ],
  remedy: "Review the entry and set reviewedOn, reviewedBy and reviewDue, or remove the entry.",
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
