import type { Duty, Environment } from "../config/schema";
import { peopleWith } from "./duties";
import { approverEntity, auditorEntity, MOUNTS, operatorEntity } from "./names";
import { respondersOf } from "./responders";

/** An entity that logs in with a second factor, which its person enrols. */
export interface Enrolment {
  readonly person: string;
  readonly duty: Duty;
  /** Name of the entity. */
  readonly entity: string;
  /** Path of the login mount. If the mount has passwords, its user has the entity's name. */
  readonly mount: (typeof MOUNTS)[keyof typeof MOUNTS];
}

/** Everything that people enrol, by duty: approvers, operators, auditors, then responders by their profiles. */
export function enrolmentsOf(environment: Pick<Environment, "people" | "profiles">): readonly Enrolment[] {
  const withPassword = (duty: Duty, mount: Enrolment["mount"], nameOf: (person: string) => string) =>
    peopleWith(duty, environment).map((person) => ({ person, duty, entity: nameOf(person), mount }));
  return [
    ...withPassword("approver", MOUNTS.approvals, approverEntity),
    ...withPassword("operator", MOUNTS.operations, operatorEntity),
    ...withPassword("auditor", MOUNTS.operations, auditorEntity),
    ...respondersOf(environment).map(
      ({ person, entity }): Enrolment => ({ person, duty: "responder", entity, mount: MOUNTS.breakGlass }),
    ),
  ];
}
