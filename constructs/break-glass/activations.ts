import type { Construct } from "constructs";
import type { Environment, Profile } from "../../config/schema";
import { groupBy } from "../../model/group-by";
import { APPROVAL_KEY, approvalAudience, MOUNTS, profileGroup } from "../../model/names";
import { type Responder, respondersOf } from "../../model/responders";
import { responderRules } from "../../policies/people";
import { Activation } from "../vault/activation";
import { Approval } from "../vault/approval";
import { BreakGlassPolicy } from "../vault/break-glass-policy";
import { DedicatedEntity } from "../vault/dedicated-entity";
import { EntityGroup } from "../vault/entity-group";
import type { EntityIds } from "./entity-ids";

/** What the activations of all profiles made. */
export interface Activations {
  readonly groupIds: readonly string[];
  readonly entityIds: EntityIds;
}

/** For each profile: its policy, its login role, its group, and per responder an approval and an entity. */
export function declareActivations(scope: Construct, environment: Environment, mountAccessor: string): Activations {
  const responders = groupBy(respondersOf(environment), ({ profile }) => profile);
  const entityIds = new Map<string, string>();
  const groupIds = Object.entries(environment.profiles).map(([profile, profileConfig]) => {
    const own = responders.get(profile) ?? [];
    const audience = approvalAudience(environment.environment);
    declareLogin(scope, { profile, profileConfig, responders: own, audience, boundCidrs: environment.network.people });
    const members = own.map((responder) => {
      const entityId = declareResponder(scope, responder, audience, mountAccessor);
      entityIds.set(responder.entity, entityId);
      return entityId;
    });
    return new EntityGroup(scope, `group_${profile}`, { name: profileGroup(profile), memberEntityIds: members })
      .groupId;
  });
  return { groupIds, entityIds };
}

interface LoginProps {
  readonly profile: string;
  readonly profileConfig: Profile;
  readonly responders: readonly Responder[];
  readonly audience: string;
  readonly boundCidrs: readonly string[] | undefined;
}

function declareLogin(
  scope: Construct,
  { profile, profileConfig, responders, audience, boundCidrs }: LoginProps,
): void {
  const policy = new BreakGlassPolicy(scope, `profile-policy_${profile}`, {
    name: profileGroup(profile),
    rules: responderRules({ paths: profileConfig.vaultPaths }),
  });
  new Activation(scope, `activation_${profile}`, {
    mount: MOUNTS.breakGlass,
    profile,
    audience,
    subjects: responders.map(({ entity }) => entity),
    policies: [policy.name],
    ttl: profileConfig.limits.login,
    boundCidrs,
  });
}

/** The approval of one responder, and their entity. Returns the entity's id. */
function declareResponder(scope: Construct, responder: Responder, audience: string, mountAccessor: string): string {
  const { person, profile, entity: subject, approvalRole, profileConfig } = responder;
  new Approval(scope, `approval_${person}_for_${profile}`, {
    name: approvalRole,
    key: APPROVAL_KEY,
    audience,
    subject,
    profile,
    ttl: profileConfig.limits.approval,
  });
  return new DedicatedEntity(scope, `responder_${person}_for_${profile}`, {
    name: subject,
    mountAccessor,
    metadata: { person, profile, duty: "responder" },
    keepDisabled: true,
  }).entityId;
}
