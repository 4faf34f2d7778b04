import { MOUNTS, profileGroup } from "../../../model/names";
import type { World } from "../world";
import type { Attack } from "./attack";
import { itself, opens } from "./controls";
import { sessionsOpenedDuringTheEnd } from "./meanwhile";
import { alias, DBA, MAYA_DBA, responder, TARGET } from "./people";

/** A responder leaves things behind on the target, or keeps tokens and sessions after the end. */
export const AFTERWARDS: readonly Attack[] = [
  ...[
    {
      id: "table",
      sql: "CREATE TABLE left_behind (id int)",
      left: "SELECT count(*) FROM pg_class WHERE relname = 'left_behind'",
    },
    {
      id: "view",
      sql: "CREATE VIEW left_view AS SELECT * FROM orders",
      left: "SELECT count(*) FROM pg_class WHERE relname = 'left_view'",
    },
    {
      id: "function",
      sql: "CREATE FUNCTION left_door() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
      left: "SELECT count(*) FROM pg_proc WHERE proname = 'left_door'",
    },
    {
      id: "trigger",
      sql: "CREATE FUNCTION left_trigger() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN RETURN NEW; END'; CREATE TABLE left_table (id int); CREATE TRIGGER t BEFORE INSERT ON left_table FOR EACH ROW EXECUTE FUNCTION left_trigger()",
      left: "SELECT count(*) FROM pg_trigger WHERE tgname = 't'",
    },
    {
      id: "large-object",
      sql: "SELECT lo_create(4711)",
      left: "SELECT count(*) FROM pg_largeobject_metadata WHERE oid = 4711",
    },
    {
      id: "default-privileges",
      sql: "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC",
      left: "SELECT count(*) FROM pg_default_acl",
    },
    {
      id: "prepared-transaction",
      sql: "BEGIN; CREATE TABLE t (); PREPARE TRANSACTION 'left'",
      left: "SELECT count(*) FROM pg_prepared_xacts",
      refusedAlready: true,
    },
  ].map(
    ({ id, sql, left, refusedAlready = false }): Attack => ({
      id: `afterwards/${id}`,
      who: "responder, before the end",
      request: `\`${sql.split(";")[0]}\`, then an operator ends their access`,
      expected: "0 left",
      attempt: async (world) => {
        const done = await world.throughSession(sql);
        if (done !== (refusedAlready ? "refused" : "done")) return `the statement was ${done}`;
        await world.endNow();
        await world.enable(MAYA_DBA);
        return `${await world.sql(left)} left`;
      },
      control: {
        supplied: "the same by the database's own administrator, whose work stays",
        expected: refusedAlready ? "0 left" : "1 left",
        attempt: async (world) => {
          if (refusedAlready) return `${await world.sql(left)} left`;
          await world.sql(sql);
          await world.endNow();
          await world.enable(MAYA_DBA);
          return `${await world.sql(left)} left`;
        },
      },
      after: (world) =>
        world.sql(
          "DROP TABLE IF EXISTS left_behind, left_table CASCADE; DROP VIEW IF EXISTS left_view; DROP FUNCTION IF EXISTS left_door, left_trigger; SELECT lo_unlink(oid) FROM pg_largeobject_metadata WHERE oid = 4711; ALTER DEFAULT PRIVILEGES REVOKE SELECT ON TABLES FROM PUBLIC",
        ),
    }),
  ),
  ...[
    { id: "second-login", sql: "CREATE ROLE second LOGIN PASSWORD 'x'" },
    { id: "grants-his-role", sql: "GRANT senior_dba TO app_support" },
    { id: "superuser", sql: "ALTER ROLE CURRENT_USER SUPERUSER" },
    { id: "longer-validity", sql: "ALTER ROLE CURRENT_USER VALID UNTIL 'infinity'" },
    { id: "runs-a-program", sql: "COPY (SELECT 1) TO PROGRAM 'true'" },
    { id: "reads-a-file", sql: "SELECT pg_read_file('PG_VERSION')" },
    { id: "loads-a-library", sql: "LOAD '/tmp/library.so'" },
    { id: "changes-the-server", sql: "ALTER SYSTEM SET log_connections = off" },
  ].map(
    ({ id, sql }): Attack => ({
      id: `afterwards/${id}`,
      who: "responder",
      request: `\`${sql}\``,
      expected: "refused",
      attempt: (world) => world.throughSession(sql),
      control: {
        supplied: "a statement of their role",
        expected: "done",
        attempt: (world) => world.throughSession("UPDATE orders SET state = 'open' WHERE id = 2"),
      },
    }),
  ),
  {
    id: "afterwards/own-password",
    who: "responder",
    request: "sets their own password on their database user, and logs in with it after the end",
    expected: "refused",
    attempt: async (world) => {
      const { session } = await world.session();
      const env = world.directly(session);
      const changed = await world.psql(env, "ALTER ROLE CURRENT_USER PASSWORD 'known-to-them-alone'");
      if (changed !== "done") return `the change was ${changed}`;
      await world.endNow();
      await world.enable(MAYA_DBA);
      return world.psql({ ...env, PGPASSWORD: "known-to-them-alone" }, "SELECT 1");
    },
    control: {
      supplied: "the time before the end",
      expected: "done",
      attempt: async (world) => {
        const { session } = await world.session();
        return world.psql(world.directly(session), "SELECT 1");
      },
    },
  },
  {
    id: "afterwards/old-session",
    who: "responder after the end",
    request: "opens a session with their earlier Boundary token",
    expected: "401",
    attempt: async (world) => {
      const { boundary } = await world.session();
      await world.endNow();
      await world.enable(MAYA_DBA);
      return (await boundary.request(`targets/${alias(DBA)}:authorize-session`, "POST", {})).status;
    },
    control: opens(alias(DBA)),
  },
  ...[
    { id: "held-callback", request: "hands Vault's code to Boundary, and collects the token", callback: true },
    { id: "held-token", request: "collects the token of an otherwise complete login", callback: false },
  ].map(
    ({ id, request, callback }): Attack => ({
      id: `afterwards/${id}`,
      who: "responder who began a login to Boundary before the end",
      request: `${request}; then opens a session`,
      expected: "refused",
      attempt: (world) => finishesLogin(world, callback, true),
      control: {
        supplied: "the time before the end",
        expected: "a session",
        attempt: (world) => finishesLogin(world, callback, false),
      },
    }),
  ),
  {
    id: "afterwards/opens-meanwhile",
    who: "responder",
    request: "opens one session after the other while an operator ends their access",
    expected: "refused at last, 0 users left",
    attempt: async (world) => {
      await sessionsOpenedDuringTheEnd(world, DBA, TARGET);
      const left = await world.users(MAYA_DBA);
      await world.enable(MAYA_DBA);
      return `refused at last, ${left} users left`;
    },
    control: {
      supplied: "no end: each session has its user",
      expected: "1 user and more",
      attempt: async (world) => {
        await world.session();
        const users = Number(await world.users(MAYA_DBA));
        await world.endNow();
        await world.enable(MAYA_DBA);
        return users >= 1 ? "1 user and more" : "no user";
      },
    },
  },
  {
    id: "afterwards/after-re-enabling",
    who: "responder after the end and a change that enabled them again",
    request: "uses their earlier Vault token",
    expected: "403",
    attempt: async (world) => {
      const token = await responder(world);
      await world.endNow();
      await world.enable(MAYA_DBA);
      return world.status("auth/token/lookup-self", { token });
    },
    control: itself,
  },
  {
    id: "afterwards/natural-end",
    who: "responder with an expired Vault token (the test shortens its life)",
    request: "uses it",
    expected: "403",
    attempt: async (world) => {
      const role = `auth/${MOUNTS.breakGlass}/role/${DBA}`;
      const pipeline = await world.lab.ceremonies.pipelineToken();
      const { body } = await world.request(role, { token: pipeline });
      const set = (seconds: number) =>
        world.post(role, pipeline, {
          ...body.data,
          token_ttl: seconds,
          token_max_ttl: seconds,
          token_explicit_max_ttl: seconds,
        });
      await set(2);
      const token = await responder(world);
      await set(body.data.token_ttl);
      await new Promise((resolve) => setTimeout(resolve, 2500));
      return world.status("auth/token/lookup-self", { token });
    },
    control: itself,
  },
  {
    id: "afterwards/left-the-group",
    who: "responder whom a change took out of the profile's group",
    request: "logs in to Boundary with their Vault token, and opens a session",
    expected: "refused",
    attempt: async (world) => {
      const token = await responder(world);
      return world.outsideOf(profileGroup(DBA), async () =>
        world.boundary(token).then(
          async (boundary) =>
            (await boundary.request(`targets/${alias(DBA)}:authorize-session`, "POST", {})).status === 200
              ? "a session"
              : "refused",
          () => "refused",
        ),
      );
    },
    control: { ...opens(alias(DBA)), supplied: "the group" },
  },
];

/** A login to Boundary that is finished after the end, or without one. */
async function finishesLogin(world: World, callbackToo: boolean, ended: boolean): Promise<string> {
  const login = await world.halfLogin(await responder(world));
  if (!callbackToo) await login.callBack();
  if (ended) await world.endNow();
  if (callbackToo) await login.callBack();
  const outcome = await login.collect().then(
    async (boundary) => {
      const { status } = await boundary.request(`targets/${alias(DBA)}:authorize-session`, "POST", {});
      return status === 200 ? "a session" : "refused";
    },
    () => "refused",
  );
  await world.endNow();
  await world.enable(MAYA_DBA);
  return outcome;
}
