import type { TargetConfig } from "../config/schema";
import type { Access } from "./accesses";
import { groupBy } from "./group-by";

/** A target that some profile reaches, with all that it is used for. */
export interface TargetInUse {
  readonly name: string;
  readonly targetConfig: TargetConfig;
  readonly accesses: readonly [Access, ...Access[]];
  /** Seconds: the longest session of any access to it. */
  readonly longestSession: number;
}

/** The targets of some accesses, by their names. A target that nobody reaches is not in it. */
export function targetsInUse(accesses: readonly Access[]): ReadonlyMap<string, TargetInUse> {
  const inUse = [...groupBy(accesses, ({ target }) => target)].map(([name, list]): [string, TargetInUse] => {
    const longestSession = Math.max(...list.map(({ profileConfig }) => profileConfig.limits.session));
    return [name, { name, targetConfig: list[0].targetConfig, accesses: list, longestSession }];
  });
  return new Map(inUse);
}
