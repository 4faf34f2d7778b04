import type { Environment } from "../config/schema";

/**
 * Boundary's revocation job runs every 5 minutes and takes up to one more. Only an explicit end in
 * Vault is faster.
 */
const REVOCATION = 360;

/** One term of the longest possible access, in seconds. */
export interface AccessTerm {
  readonly name: "approval" | "vault login" | "boundary token" | "session" | "revocation";
  readonly seconds: number;
}

/**
 * The longest possible use of a profile if nobody ends it. Each limit is used in its last second: first the approval, then
 * the Vault token, then the Boundary token. The last run of Boundary's job then revokes the credential of the session.
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

/** The longest possible access of all profiles, with its profile. `undefined` if there is no profile. */
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
