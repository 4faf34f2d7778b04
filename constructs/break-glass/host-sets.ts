import type { Construct } from "constructs";
import type { Environment } from "../../config/schema";
import { HostSet } from "../boundary/host-set";
import type { DeclaredTargets } from "./targets";

/** Host sets of the targets in use that have hosts: their ids, by the targets' names. */
export function declareHostSets(
  scope: Construct,
  environment: Environment,
  targets: DeclaredTargets,
  projectId: string,
): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  for (const [name, { hosts }] of Object.entries(environment.targets)) {
    if (hosts === undefined || !targets.has(name)) continue;
    ids.set(name, new HostSet(scope, `hosts_${name}`, { projectId, name, hosts }).hostSetId);
  }
  return ids;
}
