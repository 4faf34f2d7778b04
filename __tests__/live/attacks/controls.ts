import type { Attack } from "./attack";
import { responder, sessionStatus } from "./people";

/** An active responder does what is his. */
export const itself: Attack["control"] = {
  supplied: "what is its own: looking itself up",
  expected: "200",
  attempt: async (world) => world.status("auth/token/lookup-self", { token: await responder(world) }),
};
/** An active responder opens a session on a target. */
export const opens = (target: string): Attack["control"] => ({
  supplied: "the target of the approved profile",
  expected: "200",
  attempt: async (world) => sessionStatus(world, await responder(world), target),
});
