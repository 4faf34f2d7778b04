import type { Rule } from "../rule";
import { nistControl } from "../sources";

export const BG035: Rule = {
  id: "BG035",
  title: "Every responder has an approver of another team",
  why: "Two members of one team share the same pressure and the same manager.",
  sources: [nistControl("AC-3(2)", "dual authorization")],
  remedy: "Name an approver of another team for the profile.",
  severity: "medium",
  stops: "synth",
  *check(tree) {
    const { profiles, people } = tree.environment;
    for (const [id, { responders, approvers }] of Object.entries(profiles)) {
      for (const responder of responders) {
        const team = people[responder]?.team;
        if (!approvers.some((approver) => approver !== responder && people[approver]?.team !== team))
          yield {
            construct: `profile ${id}`,
            value: `${responder} (${team}) has approvers of the same team only`,
            allowed: "one of another team",
            at: ["profiles", id],
          };
      }
    }
  },
};
