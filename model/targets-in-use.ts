import type { TargetConfig } from "../config/schema";
import type { Access } from "./accesses";

/** A target that some profile reaches, with all that it is used for. */
export interface TargetInUse {
  readonly name: string;
  readonly targetConfig: TargetConfig;
  readonly accesses: readonly Access[];
  /** Seconds: the longest session of any access to it. */
  readonly longestSession: number;
}

/** The targets of some accesses, by their names. A target that nobody reaches is not in it. */
export function targetsInUse(accesses: readonly Access[]): ReadonlyMap<string, TargetInUse> {
  const byTarget = new Map<string, Access[]>();
  for (const access of accesses) {
    const known = byTarget.get(access.target);
    if (known === undefined) byTarget.set(access.target, [access]);
    else known.push(access);
  }
  return new Map(
    [...byTarget].map(([name, list]) => [
      name,
      {
        name,
        targetConfig: (list[0] as Access).targetConfig,
        accesses: list,
        longestSession: Math.max(...list.map(({ profileConfig }) => profileConfig.limits.session)),
      },
    ]),
  );
}
