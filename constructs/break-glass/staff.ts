import type { Construct } from "constructs";
import type { Environment } from "../../config/schema";
import { type Enrolment, enrolmentsOf } from "../../model/enrolments";
import { groupBy } from "../../model/group-by";
import { staffEntity } from "../../model/names";
import { staffRules } from "../../policies/people";
import { BreakGlassPolicy } from "../vault/break-glass-policy";
import { DedicatedEntity } from "../vault/dedicated-entity";
import type { EntityIds } from "./entity-ids";
import type { FoundationReferences } from "./foundation-references";

/** The everyday entity of each person, which enrols its own person and nobody else. */
export function declareStaff(
  scope: Construct,
  environment: Environment,
  foundation: FoundationReferences,
  entityIds: EntityIds,
): void {
  const enrolments = groupBy(enrolmentsOf(environment), ({ person }) => person);
  for (const [person, { staffLogin }] of Object.entries(environment.people)) {
    const own = enrolments.get(person);
    if (own === undefined) continue; // nothing to enrol: a responder of no profile
    const name = staffEntity(person);
    const policy = new BreakGlassPolicy(scope, `staff-policy_${person}`, {
      name,
      rules: staffRules({
        users: own.filter(hasPassword).map(({ mount, entity }) => ({ mount, name: entity })),
        entities: own.map(({ entity }) => ({ name: entity, id: entityIds.get(entity) ?? "" })),
        totpMethodId: foundation.totpMethodId,
        boundCidrs: environment.network.people,
      }),
    });
    new DedicatedEntity(scope, `staff_${person}`, {
      name,
      alias: staffLogin,
      mountAccessor: foundation.accessors.staff,
      policies: [policy.name],
      metadata: { person, duty: "staff" },
    });
  }
}

/** Responders log in with an approval, everybody else with a password. */
const hasPassword = ({ duty }: Enrolment) => duty !== "responder";
