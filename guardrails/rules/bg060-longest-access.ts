import { longestAccess } from "../../model/longest-access";
import type { Rule } from "../rule";
import { breakGlassPractice, measured } from "../sources";

export const BG060: Rule = {
  id: "BG060",
  title: "The longest possible access is within the environment's cap",
  why: "The limits add up: approval, login, Boundary token and session may each be used in their last second.",
  sources: [breakGlassPractice("have an expiration date"), measured("The longest possible access")],
  remedy: "Shorten the profile's limits, or raise longestAccess in a reviewed change.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    for (const id of Object.keys(tree.environment.profiles)) {
      const { total } = longestAccess(tree.environment, id);
      const cap = tree.environment.longestAccess;
      if (total > cap)
        yield {
          construct: `profile ${id}`,
          value: `${total} s`,
          allowed: `at most ${cap} s`,
          at: ["profiles", id, "limits"],
        };
    }
  },
};
