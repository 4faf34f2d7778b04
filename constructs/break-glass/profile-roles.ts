import type { Construct } from "constructs";
import type { Environment } from "../../config/schema";
import type { Access } from "../../model/accesses";
import { groupBy } from "../../model/group-by";
import { profileGroup } from "../../model/names";
import { responderGrants } from "../../policies/boundary-grants";
import { GroupRole } from "../boundary/group-role";
import { declareCredentials } from "./credentials";
import { declareSessionTargets } from "./session-targets";
import type { DeclaredTargets } from "./targets";

export interface ProfileRolesProps {
  readonly environment: Environment;
  readonly accesses: readonly Access[];
  readonly targets: DeclaredTargets;
  /** Ids of the host sets, by the targets' names. */
  readonly hostSets: ReadonlyMap<string, string>;
  readonly authMethodId: string;
  readonly projectId: string;
}

/** For each profile: its credentials, its own targets in Boundary, and the role that opens exactly those. */
export function declareProfileRoles(scope: Construct, props: ProfileRolesProps): void {
  const { environment, authMethodId, projectId } = props;
  const byProfile = groupBy(props.accesses, ({ profile }) => profile);
  for (const [profile, { description }] of Object.entries(environment.profiles)) {
    const accesses = byProfile.get(profile) ?? [];
    const libraries = declareCredentials(scope, { ...props, profile, accesses });
    const targetIds = declareSessionTargets(scope, { ...props, profile, accesses, libraries });
    new GroupRole(scope, `role_${profile}`, {
      group: profileGroup(profile),
      description,
      authMethodId,
      scopeId: projectId,
      grantScopeIds: ["this"],
      grantStrings: responderGrants(targetIds),
    });
  }
}
