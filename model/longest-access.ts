import type { Environment } from "../config/schema";

/**
 * Boundary's revocation job runs every 5 minutes and takes up to one more; only explicit ending in
 * Vault is faster.
 */
const REVOCATION = 360;

/** One term of the longest possible access, in seconds. */
export interface AccessTerm {
  readonly name: "approval" | "vault login" | "boundary token" | "session" | "revocation";
  readonly seconds: number;
}

/**
 * How long a profile can be used at most when nobody ends it: an approval used in its last second, a
 * Boundary login in the last second of the Vault token, a session opened in the last second of the
 * Boundary token, and its credential revoked by the last run of Boundary's job.
 */
export function longestAccess(environment: Environment, profile: string): { total: number; terms: AccessTerm[] } {
  const limits = environment.profiles[profile]?.limits;
  if (limits === undefined) throw new Error(`no profile ${profile} in ${environment.environment}`);
  const terms: AccessTerm[] = [
    { name: "approval", seconds: limits.approval },
    { name: "vault login", seconds: limits.login },
    { name: "boundary token", seconds: environment.boundary.authTokenTimeToLive },
    { name: "session", seconds: limits.session },
    { name: "revocation", seconds: REVOCATION },
  ];
  return { total: terms.reduce((sum, term) => sum + term.seconds, 0), terms };
}

/** The longest of all profiles, and which one. `undefined` where there is no profile. */
export function longestAccessOf(environment: Environment) {
  const all = Object.keys(environment.profiles).map((profile) => ({ profile, ...longestAccess(environment, profile) }));
  return all.sort((a, b) => b.total - a.total || (a.profile < b.profile ? -1 : 1))[0];
}

/** 5460 -> `1h31m`. */
export function durationText(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 3600), "h"],
    [Math.floor((seconds % 3600) / 60), "m"],
    [seconds % 60, "s"],
  ] as const;
  return (
    parts
      .filter(([amount]) => amount > 0)
      .map(([amount, unit]) => `${amount}${unit}`)
      .join("") || "0s"
  );
}
