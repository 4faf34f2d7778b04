import { setTimeout as sleep } from "node:timers/promises";
import { BoundaryRefusal } from "../../../operations/clients/boundary-client";
import { authorizeSession, type Session } from "../../../operations/clients/session";
import type { World } from "../world";
import { MAYA } from "./people";

/**
 * The sessions that a responder opens while an operator ends their access. Four loops open them one after the other,
 * until Boundary refuses the token. The list is in the order of opening.
 */
export async function sessionsOpenedDuringTheEnd(world: World, profile: string, target: string): Promise<Session[]> {
  const boundary = await world.boundary(await world.activated(MAYA, profile));
  const sessions: Session[] = [];
  const deadline = Date.now() + 30_000;
  const openUntilRefused = async () => {
    while (Date.now() < deadline) {
      try {
        sessions.push(await authorizeSession(boundary, world.alias(profile, target), crypto.randomUUID()));
      } catch (error) {
        if (!(error instanceof BoundaryRefusal)) throw error;
        if (error.status === 401 || error.status === 403) return;
      }
    }
    throw new Error("nobody refused");
  };
  const opening = Promise.all(Array.from({ length: 4 }, openUntilRefused));
  while (sessions.length < 4) await Promise.race([sleep(20), opening]);
  await world.endNow(MAYA, profile);
  await opening;
  return sessions;
}
