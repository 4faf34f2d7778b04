import type { Environment } from "../../config/schema";
import { outlivingOf } from "../../constructs/engines/ends";
import { engineOf } from "../../constructs/engines/engine-of";
import type { EndContext } from "./context";
import type { OpenAccess } from "./ending";

/** What stays open where steps failed, by the limits that bound it without an end. */
export function leftOpen(context: EndContext, { boundary }: Environment, now: Date): OpenAccess[] {
  const { responders, accesses } = context;
  const longest = (limit: "login" | "session") =>
    Math.max(0, ...responders.map(({ profileConfig }) => profileConfig.limits[limit]));
  const after = (seconds: number) => later(now, seconds);
  const inVault: OpenAccess[] = [
    { what: "activations with a new approval", system: "Vault", until: null },
    { what: "tokens of Vault", system: "Vault", until: after(longest("login")) },
    { what: "credentials on the targets", system: "target", until: after(longest("session")) },
    ...accesses
      .filter(({ targetConfig }) => engineOf(targetConfig.kind).rotation !== undefined)
      .map(({ target }) => ({ what: `the static credential of ${target}`, system: "target" as const, until: null })),
  ];
  const inBoundary: OpenAccess[] = [
    { what: "sessions in Boundary", system: "Boundary", until: after(longest("session")) },
    {
      // Vault makes credentials for whoever Boundary lets in, a disabled entity or not.
      what: "new sessions with tokens of Boundary, each with credentials",
      system: "Boundary",
      until: after(boundary.authTokenTimeToLive + longest("session")),
    },
  ];
  return [...(context.hasFailed("Vault") ? inVault : []), ...(context.hasFailed("Boundary") ? inBoundary : [])];
}

/** Credentials that have neither lease nor account, by their longest life from now. */
export function expiringAfter({ accesses }: EndContext, now: Date): OpenAccess[] {
  return outlivingOf(accesses).map(({ what, seconds }) => ({ what, system: "target", until: later(now, seconds) }));
}

const later = (now: Date, seconds: number) =>
  new Date(now.getTime() + seconds * 1000).toISOString().replace(/\.\d+Z$/, "Z");
