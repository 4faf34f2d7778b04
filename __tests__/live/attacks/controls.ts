import type { Attack } from "./attack";
import { responder, sessionStatus } from "./people";

/** An active responder makes a permitted request. */
export const itself: Attack["control"] = {
  supplied: "a permitted request: looking itself up",
  expected: "200",
  attempt: async (world) => world.status("auth/token/lookup-self", { token: await responder(world) }),
};
/** An active responder opens a session on a target. */
export const opens = (target: string): Attack["control"] => ({
  supplied: "the target of the approved profile",
  expected: "200",
  attempt: async (world) => sessionStatus(world, await responder(world), target),
});
