import type { Duty, Environment } from "../config/schema";

/** Ids of the people who have a duty, in the order of the YAML. */
export function peopleWith(duty: Duty, { people }: Pick<Environment, "people">): readonly string[] {
  return Object.entries(people)
    .filter(([, { roles }]) => roles.includes(duty))
    .map(([id]) => id);
}
