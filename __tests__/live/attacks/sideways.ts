import type { World } from "../world";
import { type Attack, IN, loginOutcome, refusedPost } from "./attack";
import { opens } from "./controls";
import { AMINA, alias, DBA, JONAS, MAYA, MAYA_DBA, responder, SUPPORT, sessionStatus } from "./people";

/** In Boundary, and between profiles and people. */
export const SIDEWAYS: readonly Attack[] = [
  {
    id: "sideways/another-profile's-target",
    who: "responder of two profiles, approved for one",
    request: "opens a session on the other profile's target",
    expected: "403",
    attempt: async (world) => sessionStatus(world, await responder(world), alias(SUPPORT)),
    control: opens(alias(DBA)),
  },
  {
    id: "sideways/another's-session",
    who: "active responder",
    request: "cancels the session of a colleague",
    expected: "403",
    attempt: async (world) => {
      const { session } = await world.session(JONAS);
      const { boundary } = await world.session();
      return (await boundary.request(`sessions/${session.id}:cancel`, "POST", { version: 1 })).status;
    },
    control: {
      supplied: "their own session",
      expected: "200",
      attempt: async (world) => {
        const { boundary, session } = await world.session();
        const { version } = await boundary.expect(`sessions/${session.id}`);
        return (await boundary.request(`sessions/${session.id}:cancel`, "POST", { version })).status;
      },
    },
  },
  {
    id: "sideways/sees-another's-session",
    who: "active responder",
    request: "looks for a colleague's session in the list",
    expected: "not there",
    attempt: async (world) => {
      const { session } = await world.session(JONAS);
      const { boundary } = await world.session();
      return listed(boundary, session.id);
    },
    control: {
      supplied: "their own session",
      expected: "there",
      attempt: async (world) => {
        const { boundary, session } = await world.session();
        return listed(boundary, session.id);
      },
    },
  },
  {
    id: "sideways/another's-token",
    who: "active responder",
    request: "deletes a colleague's Boundary token",
    expected: "403",
    attempt: async (world) => {
      const other = await world.boundary(await world.activated(JONAS, DBA));
      const { boundary } = await world.session();
      return (await boundary.request(`auth-tokens/${other.token.split("_").slice(0, 2).join("_")}`, "DELETE")).status;
    },
    control: {
      supplied: "their own token",
      expected: "204",
      attempt: async (world) => {
        const { boundary } = await world.session();
        return (await boundary.request(`auth-tokens/${boundary.token.split("_").slice(0, 2).join("_")}`, "DELETE"))
          .status;
      },
    },
  },
  ...[
    { id: "users", path: "users?scope_id=global&recursive=true" },
    { id: "credential-stores", path: "credential-stores?scope_id=global&recursive=true" },
    { id: "roles", path: "roles?scope_id=global&recursive=true" },
  ].map(
    ({ id, path }): Attack => ({
      id: `sideways/lists-${id}`,
      who: "active responder",
      request: `lists ${id} of Boundary`,
      expected: "nothing",
      attempt: async (world) => {
        const answer = await (await world.session()).boundary.request(path);
        return answer.status >= 400 || (answer.body.items ?? []).length === 0 ? "nothing" : "something";
      },
      control: {
        supplied: "their targets",
        expected: "something",
        attempt: async (world) => {
          const answer = await (await world.session()).boundary.request("targets?scope_id=global&recursive=true");
          const own = world.lab.environment.profiles[DBA]?.access.length;
          return answer.body.items?.length === own ? "something" : `${answer.body.items?.length} targets`;
        },
      },
    }),
  ),
  {
    id: "sideways/wider-role",
    who: "active responder",
    request: "changes a target",
    expected: "403",
    attempt: async (world) => {
      const { boundary } = await world.session();
      const { id, version } = await boundary.expect(`targets/${alias(DBA)}`);
      return (await boundary.request(`targets/${id}`, "PATCH" as never, { version, session_max_seconds: 86400 }))
        .status;
    },
    control: {
      supplied: "a permitted read of the target",
      expected: "200",
      attempt: async (world) => (await (await world.session()).boundary.request(`targets/${alias(DBA)}`)).status,
    },
  },
  {
    id: "sideways/another-case",
    who: "somebody who can write a subject in another case",
    request: "has an approval for BG_Maya-Chen_senior-dba signed by Vault, and activates with it",
    expected: "400",
    attempt: async (world) =>
      loginOutcome(await world.activation(DBA, await world.signed({ subject: MAYA_DBA.toUpperCase(), profile: DBA }))),
    control: {
      supplied: "the subject as it is declared",
      expected: IN,
      attempt: async (world) =>
        loginOutcome(
          await world.activation(
            DBA,
            await world.signed({ subject: MAYA_DBA, profile: DBA }),
            await world.factor(MAYA, DBA),
          ),
        ),
    },
  },
  {
    id: "sideways/old-name",
    who: "a renamed person whose old name nobody removed",
    request: "has an approval for a subject that is no longer declared, and activates with it",
    expected: "400",
    attempt: async (world) =>
      loginOutcome(
        await world.activation(DBA, await world.signed({ subject: "bg_maya-old_senior-dba", profile: DBA })),
      ),
    control: {
      supplied: "the declared subject",
      expected: IN,
      attempt: async (world) =>
        loginOutcome(
          await world.activation(
            DBA,
            await world.signed({ subject: MAYA_DBA, profile: DBA }),
            await world.factor(MAYA, DBA),
          ),
        ),
    },
  },
  ...["approver", "operator", "auditor", "staff"].flatMap((duty) =>
    [
      { id: "merges-entities", path: "identity/entity/merge", body: { from_entity_ids: ["x"], to_entity_id: "y" } },
      {
        id: "adds-an-alias",
        path: "identity/entity-alias",
        body: { name: MAYA_DBA, canonical_id: "x", mount_accessor: "y" },
      },
      { id: "joins-a-group", path: "identity/group/name/bg_senior-dba", body: { member_entity_ids: ["x"] } },
    ].map(({ id, path, body }) =>
      refusedPost({
        id: `sideways/${duty}-${id}`,
        who: duty,
        request: `writes ${path}`,
        path: () => path,
        body: () => body,
        token: (world) => tokenOf(world, duty),
        control: {
          supplied: "a permitted read",
          expected: "200",
          attempt: async (world) =>
            world.status(duty === "staff" ? `identity/entity/name/${MAYA_DBA}` : "auth/token/lookup-self", {
              token: await tokenOf(world, duty),
            }),
        },
      }),
    ),
  ),
];

const tokenOf = (world: World, duty: string): Promise<string> =>
  duty === "approver"
    ? world.approver(AMINA)
    : duty === "operator"
      ? world.operator()
      : duty === "auditor"
        ? world.auditor()
        : world.staff(MAYA);

async function listed(boundary: Awaited<ReturnType<World["boundary"]>>, id: string): Promise<string> {
  const items = await boundary.list("sessions?scope_id=global&recursive=true&include_terminated=true");
  return items.some((item) => item.id === id) ? "there" : "not there";
}
