import type { Rule } from "../rule";
import { breakGlassPractice } from "../sources";

const NEEDED = 2;

export const BG034: Rule = {
  id: "BG034",
  title: "Every production profile has two people per duty",
  why: "When an incident happens at night, one of them may be on holiday.",
  sources: [breakGlassPractice("limit access to a few trusted people, and establish procedures")],
  remedy: "Name two responders, two approvers and two operators.",
  severity: "medium",
  stops: "synth",
  *check(tree) {
    if (!tree.production) return;
    const { profiles, people } = tree.environment;
    for (const [id, { responders, approvers }] of Object.entries(profiles)) {
      for (const [duty, list] of Object.entries({ responders, approvers })) {
        if (list.length < NEEDED)
          yield {
            construct: `profile ${id}`,
            value: `${list.length} ${duty}`,
            allowed: `at least ${NEEDED}`,
            at: ["profiles", id],
          };
      }
    }
    const operators = Object.values(people).filter(({ roles }) => roles.includes("operator"));
    if (operators.length < NEEDED)
      yield {
        construct: "people",
        value: `${operators.length} operators`,
        allowed: `at least ${NEEDED}`,
        at: ["people"],
      };
  },
};
