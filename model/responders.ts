import type { Environment, Profile } from "../config/schema";
import { approvalRole, responderEntity } from "./names";

/** One person as a responder of one profile, whom each approval and each entity is for. */
export interface Responder {
  readonly person: string;
  readonly profile: string;
  readonly profileConfig: Profile;
  /** Name of their entity for this profile, and subject of their approvals. */
  readonly entity: string;
  /** OIDC role that signs their approvals. */
  readonly approvalRole: string;
}

/** Every responder of every profile, in the order of the profiles and of their lists. */
export function respondersOf({ profiles }: Pick<Environment, "profiles">): readonly Responder[] {
  return Object.entries(profiles).flatMap(([profile, profileConfig]) =>
    profileConfig.responders.map((person) => ({
      person,
      profile,
      profileConfig,
      entity: responderEntity(person, profile),
      approvalRole: approvalRole(person, profile),
    })),
  );
}

/** The responders whom an approver may approve: of the approver's profiles, and never the approver. */
export function approvedBy(approver: string, responders: readonly Responder[]): readonly Responder[] {
  return responders.filter(
    ({ person, profileConfig }) => person !== approver && profileConfig.approvers.includes(approver),
  );
}
