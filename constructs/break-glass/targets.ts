import type { Construct } from "constructs";
import type { AccessConfig, Environment } from "../../config/schema";
import type { Access } from "../../model/accesses";
import { type TargetInUse, targetsInUse } from "../../model/targets-in-use";
import { ENGINES } from "../engines";
import { type DeclaredTarget, type Engine, mountOf } from "../engines/engine";

/** Targets as their engines declared them, by their names. */
export type DeclaredTargets = ReadonlyMap<string, DeclaredTarget<AccessConfig>>;

/** What Vault needs once per target, for every profile that reaches it. */
export function declareTargets(
  scope: Construct,
  environment: Environment,
  accesses: readonly Access[],
): DeclaredTargets {
  const inUse = targetsInUse(accesses);
  const used = Object.keys(environment.targets).flatMap((name) => inUse.get(name) ?? []);
  return new Map(
    ENGINES.flatMap((engine) =>
      declareTargetsOf(
        scope,
        engine,
        used.filter(({ targetConfig }) => targetConfig.kind === engine.kind),
        environment.vault.address,
      ),
    ),
  );
}

function declareTargetsOf(
  scope: Construct,
  engine: Engine,
  targets: readonly TargetInUse[],
  vaultAddress: string,
): [string, DeclaredTarget<AccessConfig>][] {
  const { kind, mount } = engine;
  const mounts = new Map<string, string>();
  const mountPathOf = (target: string): string => {
    if (mount === undefined) return "";
    const path = mountOf(mount, target);
    const id = mount.eachTarget === true ? `mount-${kind}_${target}` : `mount-${kind}`;
    const declared = mounts.get(path) ?? mount.declare(scope, id, path).path;
    mounts.set(path, declared);
    return declared;
  };
  return targets.map(({ name, targetConfig, accesses, longestSession }) => {
    const mountPath = mountPathOf(name);
    const declared = engine.declareTarget(scope, `target_${name}`, {
      name,
      target: targetConfig,
      roleNames: accesses.map(({ roleName }) => roleName),
      longestSession,
      mountPath,
      vaultAddress,
    });
    return [name, declared];
  });
}
