import type { Construct } from "constructs";
import type { Environment } from "../../config/schema";
import { peopleWith } from "../../model/duties";
import { approverEntity } from "../../model/names";
import { approvedBy, respondersOf } from "../../model/responders";
import { approverRules } from "../../policies/people";
import { BreakGlassPolicy } from "../vault/break-glass-policy";
import { DedicatedEntity } from "../vault/dedicated-entity";
import type { EntityIds } from "./entity-ids";

/** One entity per approver, whose policy has the exact paths of the approvals of others. Their own is not among them. */
export function declareApprovers(scope: Construct, environment: Environment, mountAccessor: string): EntityIds {
  const responders = respondersOf(environment);
  const declared = peopleWith("approver", environment).map((person): [string, string] => {
    const approved = approvedBy(person, responders);
    const wrapped = approved.filter(({ profileConfig }) => profileConfig.wrapApprovals);
    const name = approverEntity(person);
    const policy = new BreakGlassPolicy(scope, `approver-policy_${person}`, {
      name,
      rules: approverRules({
        approvalRoles: approved.map(({ approvalRole }) => approvalRole),
        wrapped: Object.fromEntries(
          wrapped.map(({ approvalRole, profileConfig }) => [approvalRole, profileConfig.limits.approval]),
        ),
      }),
    });
    const entity = new DedicatedEntity(scope, `approver_${person}`, {
      name,
      mountAccessor,
      policies: [policy.name],
      metadata: { person, duty: "approver" },
    });
    return [name, entity.entityId];
  });
  return new Map(declared);
}
