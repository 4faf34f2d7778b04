import type { Construct } from "constructs";
import type { Environment } from "../../config/schema";
import type { Access } from "../../model/accesses";
import { profileTarget, targetAlias } from "../../model/names";
import { targetsInUse } from "../../model/targets-in-use";
import { SessionTarget } from "../boundary/target";
import { engineOf } from "../engines/engine-of";

export interface SessionTargetsProps {
  readonly environment: Environment;
  readonly profile: string;
  /** Every access of this profile. */
  readonly accesses: readonly Access[];
  /** Ids of the credential libraries, by the targets' names. */
  readonly libraries: ReadonlyMap<string, string>;
  /** Ids of the host sets, by the targets' names. */
  readonly hostSets: ReadonlyMap<string, string>;
  readonly projectId: string;
}

/** One target in Boundary per target of the profile. Returns their ids. */
export function declareSessionTargets(scope: Construct, props: SessionTargetsProps): string[] {
  const { environment, profile, libraries, hostSets, projectId } = props;
  return [...targetsInUse(props.accesses).values()].map(({ name, targetConfig, accesses: [access] }) => {
    const { limits } = access.profileConfig;
    const library = libraries.get(name);
    const hostSet = hostSets.get(name);
    return new SessionTarget(scope, `target_${name}_for_${profile}`, {
      projectId,
      name: profileTarget(profile, name),
      description: targetConfig.description,
      ...(hostSet === undefined ? { address: targetConfig.address } : { hostSetIds: [hostSet] }),
      port: targetConfig.port,
      sessionMax: limits.session,
      connections: limits.connections,
      credentialLibraryIds: library === undefined ? [] : [library],
      injected: engineOf(targetConfig.kind).injection?.(targetConfig, access.accessConfig) !== undefined,
      workerFilter: targetConfig.workerFilter ?? environment.boundary.workerFilter,
      alias: targetAlias(name, profile, environment.environment),
    }).targetId;
  });
}
