import type { Rule } from "../rule";
import { breakGlassPractice } from "../sources";

const DAYS = 90;

export const BG071: Rule = {
  id: "BG071",
  title: "A drill passed in the last 90 days and since the last change of people",
  why: "A procedure that nobody has tried may not work.",
  sources: [breakGlassPractice("test regularly")],
  remedy: "Run `npm run drill -- --environment NAME`, and commit the record.",
  severity: "medium",
  stops: "guardrails",
  *check(tree) {
    if (!tree.production) return;
    const { lastDrill } = tree.surroundings;
    const changed =
      Object.values(tree.environment.people)
        .map(({ reviewedOn }) => reviewedOn)
        .sort()
        .at(-1) ?? "";
    const oldest = new Date(tree.asOf.getTime() - DAYS * 86_400_000).toISOString();
    if (
      lastDrill === null ||
      !lastDrill.passed ||
      lastDrill.started < oldest ||
      lastDrill.started.slice(0, 10) < changed
    )
      yield {
        construct: "drills",
        value:
          lastDrill === null
            ? "never drilled"
            : `last on ${lastDrill.started.slice(0, 10)}${lastDrill.passed ? "" : ", failed"}`,
        allowed: `a passed drill since ${oldest.slice(0, 10)} and since ${changed}`,
      };
  },
};
