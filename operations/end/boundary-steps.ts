import type { BoundaryClient } from "../clients/boundary-client";
import type { Answer } from "../clients/https";
import type { EndContext } from "./context";
import type { EndStep, Lane } from "./end-step";

/** How often what is left is ended again: Boundary refuses a request that meets another change. */
const TRIES = 5;

/** The person's tokens and sessions. Tokens go first, so that nobody opens another session with them. */
export const endInBoundary = (): Lane => [
  {
    name: "log in to Boundary",
    system: "Boundary",
    required: true,
    ask: async (context) => {
      context.boundary = await context.loggingIn;
      return 0;
    },
  },
  inBoundary("find the users in Boundary", async (context, boundary) => {
    const entities = context.responders.map(({ entity }) => entity);
    for (const user of await boundary.list("users?scope_id=global&recursive=true"))
      if (entities.includes(user.full_name ?? user.login_name)) context.users.add(user.id);
    for (const { id } of await liveSessions(context, boundary)) context.sessions.add(id);
    return 0;
  }),
  // With its token Boundary cancels a session by itself.
  inBoundary("delete tokens", async (context, boundary) => {
    const started = performance.now();
    const tokens = () => ofPerson("auth-tokens?scope_id=global&recursive=true", context, boundary);
    const ended = await endAll("tokens", tokens, ({ id }) => boundary.request(`auth-tokens/${id}`, "DELETE"));
    context.tokensDeletedIn = performance.now() - started;
    return ended.size;
  }),
  inBoundary("cancel sessions", async (context, boundary) => {
    const sessions = () => liveSessions(context, boundary);
    const ended = await endAll("sessions", sessions, ({ id, version }) =>
      boundary.request(`sessions/${id}:cancel`, "POST", { version }),
    );
    return new Set([...context.sessions, ...ended]).size;
  }),
];

function inBoundary(name: string, ask: (context: EndContext, boundary: BoundaryClient) => Promise<number>): EndStep {
  return {
    name,
    system: "Boundary",
    ask: (context) => {
      if (context.boundary === undefined) throw new Error("nobody logged in to Boundary before this step");
      return ask(context, context.boundary);
    },
  };
}

async function ofPerson(path: string, { users }: EndContext, boundary: BoundaryClient) {
  return (await boundary.list(path)).filter(({ user_id: user }) => users.has(user));
}

async function liveSessions(context: EndContext, boundary: BoundaryClient) {
  const sessions = await ofPerson("sessions?scope_id=global&recursive=true", context, boundary);
  return sessions.filter(({ status }) => status === "active" || status === "pending");
}

/**
 * Ends what is listed until nothing is. Boundary refuses a request that meets another change, such as the worker's of a
 * session whose token is deleted.
 *
 * @returns the ids of all that was listed
 * @throws Error when something is left after the last try
 */
async function endAll(
  what: string,
  list: () => Promise<Answer["body"][]>,
  request: (item: Answer["body"]) => Promise<Answer>,
): Promise<Set<string>> {
  const ids = new Set<string>();
  let refusal = "";
  for (let times = 0; ; times++) {
    const left = await list();
    if (left.length === 0) return ids;
    if (times === TRIES) throw new Error(`${left.length} ${what} are left${refusal}`);
    for (const item of left) {
      ids.add(item.id);
      const { status, body } = await request(item);
      if (status >= 400) refusal = `; Boundary answered ${status}: ${body?.message ?? ""}`;
    }
  }
}
