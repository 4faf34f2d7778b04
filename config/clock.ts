import type { Environment } from "./schema";

/** Days that a person stays after a missed review, so that a forgotten date removes no last responder overnight. */
export const REVIEW_GRACE_DAYS = 14;

const DAY = 86_400_000;

/** The reason why the plan leaves out a person or profile. */
export interface LeftOut {
  /** What is left out. */
  readonly kind: "person" | "profile";
  /** Its id in the file. */
  readonly id: string;
  /** Why, as a sentence without a subject. */
  readonly reason: string;
}

/**
 * The environment as of a moment, without expired people and profiles. Dates only ever remove access. A profile
 * without a responder is left out too, with everything that it opened.
 */
export function asOf(environment: Environment, now: Date): { environment: Environment; leftOut: LeftOut[] } {
  const leftOut: LeftOut[] = [];
  const keep =
    (kind: LeftOut["kind"]) =>
    ([id, entry]: [string, { expires: string; reviewDue: string }]) => {
      const reason = overReason(entry, now);
      if (reason !== undefined) leftOut.push({ kind, id, reason });
      return reason === undefined;
    };
  const people = Object.fromEntries(Object.entries(environment.people).filter(keep("person")));
  const profiles = Object.entries(environment.profiles)
    .filter(keep("profile"))
    .map(([id, profile]) => {
      const present = (ids: readonly string[]) => ids.filter((person) => Object.hasOwn(people, person));
      const [responders, approvers] = [present(profile.responders), present(profile.approvers)];
      return [id, { ...profile, responders, approvers }] as const;
    })
    .filter(([id, profile]) => {
      if (profile.responders.length === 0) leftOut.push({ kind: "profile", id, reason: "no responder is left" });
      return profile.responders.length > 0;
    });
  return { environment: { ...environment, people, profiles: Object.fromEntries(profiles) }, leftOut };
}

function overReason(entry: { expires: string; reviewDue: string }, now: Date): string | undefined {
  const time = (date: string) => Date.parse(`${date}T00:00:00Z`);
  if (now.getTime() >= time(entry.expires)) return `expired on ${entry.expires}`;
  if (now.getTime() >= time(entry.reviewDue) + REVIEW_GRACE_DAYS * DAY) {
    return `review overdue since ${entry.reviewDue}, more than ${REVIEW_GRACE_DAYS} days`;
  }
  return undefined;
}
