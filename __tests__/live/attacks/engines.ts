import type { ClientRun } from "../../../constructs/engines/exchange";
import { credentialRole, MOUNTS, PKI, responderEntity, TRANSIT } from "../../../model/names";
import type { Session } from "../../../operations/clients/session";
import type { World } from "../world";
import type { Attack } from "./attack";
import { itself } from "./controls";
import { sessionsOpenedDuringTheEnd } from "./meanwhile";
import { DBA, MAYA, SUPPORT, sessionStatus } from "./people";

const ADMIN = "server-admin";
const STOCK_ADMIN = "stock-admin";
const QUEUE = "orders-queue";
const APP = "orders-app";
const HOST = "orders-host";
const OTHER_HOST = "stock-host";
const STOCK = "stock-db";

/** The last argument of a client's run is what it does. */
const doing =
  (what: string, ...more: string[]) =>
  (client: ClientRun): ClientRun => ({ ...client, args: [...client.args.slice(0, -1), ...more, what] });
const sql = (statement: string) => doing(`--execute=${statement}`);
const api = (world: World, path: string, method: string, body: object) =>
  doing(
    `https://127.0.0.1:${world.lab.environment.targets[QUEUE]?.port}${path}`,
    "-X",
    method,
    "-d",
    JSON.stringify(body),
  );

const open = (world: World, profile: string, target: string) => world.sessionOn(MAYA, profile, target);

/** Uses a credential at the target itself, without Boundary. */
async function used(world: World, profile: string, target: string, change?: (client: ClientRun) => ClientRun) {
  return world.use(await open(world, profile, target), profile, target, change);
}

const ended = async (world: World, profile: string) => {
  await world.endNow(MAYA, profile);
  await world.enable(responderEntity(MAYA, profile));
};

/** The same of each engine with accounts of its own: another profile, after the end, after its natural end. */
const common = (kind: string, target: string, profile: string, other: string, shorten: Shorten): Attack[] => [
  {
    id: `engines/${kind}/another-profile`,
    who: `responder of two profiles, approved for ${other}`,
    request: `opens a session on ${profile}'s ${target}`,
    expected: "403",
    attempt: async (world) => sessionStatus(world, await world.activated(MAYA, other), world.alias(profile, target)),
    control: {
      supplied: `an approval for ${profile}`,
      expected: "200",
      attempt: async (world) =>
        sessionStatus(world, await world.activated(MAYA, profile), world.alias(profile, target)),
    },
  },
  {
    id: `engines/${kind}/after-the-end`,
    who: "responder whose access was ended",
    request: `uses their earlier credential of ${target} without Boundary`,
    expected: "refused",
    attempt: async (world) => {
      const session = await open(world, profile, target);
      await ended(world, profile);
      return world.use(session, profile, target);
    },
    control: {
      supplied: "the time before the end",
      expected: "done",
      attempt: (world) => used(world, profile, target),
    },
  },
  {
    id: `engines/${kind}/opened-meanwhile`,
    who: "responder who opens one session after the other while an operator ends their access",
    request: `uses the newest credential of ${target} without Boundary`,
    expected: "refused",
    attempt: async (world) => {
      const newest = (await sessionsOpenedDuringTheEnd(world, profile, target)).at(-1);
      await world.enable(responderEntity(MAYA, profile));
      return newest === undefined ? "no session" : world.use(newest, profile, target);
    },
    control: {
      supplied: "the time before the end",
      expected: "done",
      attempt: (world) => used(world, profile, target),
    },
  },
  {
    id: `engines/${kind}/after-its-time`,
    who: "responder with an expired credential (the test shortens its life)",
    request: `uses the credential of ${target} without Boundary`,
    expected: "refused",
    attempt: (world) =>
      shorten(world, async (seconds) => {
        const session = await open(world, profile, target);
        await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
        return world.use(session, profile, target);
      }),
    control: { supplied: "the time before", expected: "done", attempt: (world) => used(world, profile, target) },
  },
  {
    id: `engines/${kind}/boundary's-token-of-another-profile`,
    who: `holder of Boundary's Vault token of ${other}`,
    request: `asks for the credential of ${profile} on ${target}`,
    expected: "403",
    attempt: (world) => asks(world, other, profile, target),
    control: {
      supplied: `the token of ${profile}`,
      expected: "200",
      attempt: (world) => asks(world, profile, profile, target),
    },
  },
];

const asks = async (world: World, token: string, profile: string, target: string, body?: object) => {
  const { path, parameters } = world.credentialRequest(MAYA, profile, target);
  return parameters === undefined
    ? world.status(path, { token: await world.boundarysToken(token) })
    : world.post(path, await world.boundarysToken(token), body ?? parameters);
};

type Shorten = (world: World, act: (seconds: number) => Promise<"done" | "refused">) => Promise<"done" | "refused">;

/** For a moment, with what the pipeline may write, credentials live two seconds; then longer than the test waits. */
const shortened =
  (path: string, change: object, seconds = 4): Shorten =>
  async (world, act) => {
    const token = await world.lab.ceremonies.pipelineToken();
    const { data } = await world.vault.expect(path, { token });
    const set = (body: object) => world.vault.expect(path, { method: "POST", token, body });
    await set({ ...data, ...change });
    try {
      return await act(seconds);
    } finally {
      await set(data);
    }
  };

const MARIADB: Attack[] = [
  ...common(
    "mysql",
    STOCK,
    DBA,
    SUPPORT,
    shortened(`break-glass-mysql/roles/${credentialRole(MAYA, DBA, STOCK)}`, { default_ttl: 2, max_ttl: 2 }),
  ),
  {
    id: "engines/mysql/narrower-role",
    who: "active responder of app-support",
    request: "changes a row",
    expected: "refused",
    attempt: (world) => used(world, SUPPORT, STOCK, sql("UPDATE stock.items SET state = 'gone' WHERE id = 2")),
    control: {
      supplied: "the role of senior-dba",
      expected: "done",
      attempt: (world) => used(world, DBA, STOCK, sql("UPDATE stock.items SET state = 'gone' WHERE id = 2")),
    },
  },
  ...[
    { id: "second-login", statement: "CREATE USER second IDENTIFIED BY 'x'" },
    { id: "grants-his-role", statement: "GRANT senior_dba TO app_support" },
    { id: "grants-a-right", statement: "GRANT SELECT ON stock.* TO app_support" },
    { id: "reads-accounts", statement: "SELECT * FROM mysql.global_priv" },
    { id: "reads-a-file", statement: "SELECT LOAD_FILE('/etc/hostname') INTO OUTFILE '/tmp/break-glass-left'" },
    { id: "unlocks-himself", statement: "ALTER USER CURRENT_USER ACCOUNT UNLOCK" },
  ].map(
    ({ id, statement }): Attack => ({
      id: `engines/mysql/${id}`,
      who: "active responder",
      request: `\`${statement}\``,
      expected: "refused",
      attempt: (world) => used(world, DBA, STOCK, sql(statement)),
      control: {
        supplied: "a statement of their role",
        expected: "done",
        attempt: (world) => used(world, DBA, STOCK, sql("SELECT * FROM stock.items")),
      },
    }),
  ),
  {
    id: "engines/mysql/own-password",
    who: "responder",
    request: "sets their own password on their user, and logs in with it after the end",
    expected: "refused",
    attempt: async (world) => {
      const session = await open(world, DBA, STOCK);
      const changed = await world.use(session, DBA, STOCK, sql("SET PASSWORD = PASSWORD('known-to-them')"));
      if (changed !== "done") return `the change was ${changed}`;
      await ended(world, DBA);
      return world.use(withPassword(session, "known-to-them"), DBA, STOCK);
    },
    control: {
      supplied: "the time before the end",
      expected: "done",
      attempt: async (world) => {
        const session = await open(world, DBA, STOCK);
        await world.use(session, DBA, STOCK, sql("SET PASSWORD = PASSWORD('known-to-them')"));
        return world.use(withPassword(session, "known-to-them"), DBA, STOCK);
      },
    },
  },
  ...[
    {
      id: "procedure",
      statement: "CREATE OR REPLACE PROCEDURE stock.left_door() SQL SECURITY DEFINER SELECT * FROM stock.items",
      try: "CALL stock.left_door()",
    },
    {
      id: "view",
      statement: "CREATE OR REPLACE SQL SECURITY DEFINER VIEW stock.left_view AS SELECT * FROM stock.items",
      try: "SELECT * FROM stock.left_view",
    },
    {
      id: "trigger",
      statement:
        "CREATE OR REPLACE TABLE stock.left_table (id int); CREATE OR REPLACE TRIGGER stock.left_trigger BEFORE INSERT ON stock.left_table FOR EACH ROW SET NEW.id = 1",
      try: "INSERT INTO stock.left_table VALUES (0)",
    },
  ].map(
    ({ id, statement, try: attempt }): Attack => ({
      id: `engines/mysql/left-${id}`,
      who: "responder, before the end",
      request: `\`${statement.split(" AS ")[0]}\`; after the end, somebody runs it with the responder's rights`,
      expected: "refused",
      attempt: async (world) => {
        const created = await used(world, DBA, STOCK, sql(statement));
        if (created !== "done") return `the statement was ${created}`;
        await ended(world, DBA);
        return world.asStockAdministrator(attempt);
      },
      control: {
        supplied: "the database's own administrator as its creator",
        expected: "done",
        attempt: async (world) => {
          await world.asStockAdministrator(statement);
          return world.asStockAdministrator(attempt);
        },
      },
    }),
  ),
];

const withPassword = (session: Session, password: string): Session => ({
  ...session,
  secret: { ...session.secret, password },
});

const SSH_ROLE = `break-glass-ssh/roles/${credentialRole(MAYA, ADMIN, HOST)}`;

const SSH: Attack[] = [
  ...common("ssh", HOST, ADMIN, STOCK_ADMIN, shortened(SSH_ROLE, { ttl: 2, max_ttl: 2 })).filter(
    // A certificate has no account that an end could take: the next attack is what holds instead.
    ({ id }) => id !== "engines/ssh/after-the-end" && id !== "engines/ssh/opened-meanwhile",
  ),
  {
    id: "engines/ssh/from-another-address",
    who: "responder who kept their certificate",
    request: "logs in with it without Boundary, from an address outside the workers'",
    expected: "refused",
    attempt: async (world) => world.use(await open(world, ADMIN, HOST), ADMIN, HOST, undefined, "127.0.0.2"),
    control: {
      supplied: "the workers' address",
      expected: "done",
      attempt: (world) => used(world, ADMIN, HOST),
    },
  },
  {
    id: "engines/ssh/session-after-the-end",
    who: "responder whose access was ended",
    request: "continues their open session",
    expected: "cut",
    attempt: async (world) => {
      const session = await open(world, ADMIN, HOST);
      const lasting = world.lasting(session, ADMIN, HOST);
      await ended(world, ADMIN);
      return lasting;
    },
    control: {
      supplied: "no end",
      expected: "done",
      attempt: async (world) => world.throughClient(await open(world, ADMIN, HOST), ADMIN, HOST),
    },
  },
  {
    id: "engines/ssh/another-host",
    who: "responder of two servers through two profiles",
    request: "presents the certificate of one server to the other",
    expected: "refused",
    attempt: async (world) => world.use(await open(world, STOCK_ADMIN, OTHER_HOST), ADMIN, HOST),
    control: { supplied: "its own server", expected: "done", attempt: (world) => used(world, STOCK_ADMIN, OTHER_HOST) },
  },
  {
    id: "engines/ssh/another-account",
    who: "responder of a server",
    request: "logs in as root with their certificate",
    expected: "refused",
    attempt: (world) =>
      used(world, ADMIN, HOST, (client) => ({
        ...client,
        args: client.args.map((arg, index) => (client.args[index - 1] === "-l" ? "root" : arg)),
      })),
    control: {
      supplied: "the account of their profile",
      expected: "done",
      attempt: (world) => used(world, ADMIN, HOST),
    },
  },
  {
    id: "engines/ssh/key-alone",
    who: "responder",
    request: "logs in with the key, without the certificate",
    expected: "refused",
    attempt: (world) =>
      used(world, ADMIN, HOST, (client) => ({ ...client, files: { ...client.files, "key-cert.pub": "" } })),
    control: { supplied: "the certificate", expected: "done", attempt: (world) => used(world, ADMIN, HOST) },
  },
  {
    id: "engines/ssh/forwarding",
    who: "responder of a profile without forwarding",
    request: "reaches another port through the server",
    expected: "refused",
    attempt: (world) => {
      const port = world.lab.environment.targets[OTHER_HOST]?.port;
      return used(world, ADMIN, HOST, ({ args, ...client }) => ({
        ...client,
        args: [...args.slice(0, -2), "-W", `127.0.0.1:${port}`, ...args.slice(-2, -1)],
      }));
    },
    control: { supplied: "a command", expected: "done", attempt: (world) => used(world, ADMIN, HOST) },
  },
  ...[
    { id: "other-principals", what: "for root", body: { key_type: "ed25519", valid_principals: "root" } },
    { id: "no-source-address", what: "without a source address", body: { key_type: "ed25519", critical_options: {} } },
    {
      id: "forwarding-too",
      what: "with forwarding",
      body: { key_type: "ed25519", extensions: { "permit-X11-forwarding": "" } },
    },
    { id: "a-day", what: "for a day", body: { key_type: "ed25519", ttl: "24h" } },
  ].map(
    ({ id, what, body }): Attack => ({
      id: `engines/ssh/boundary's-token-${id}`,
      who: "holder of Boundary's Vault token",
      request: `asks for a certificate ${what}`,
      expected: "403",
      attempt: (world) => asks(world, ADMIN, ADMIN, HOST, body),
      control: {
        supplied: "exactly Boundary's request",
        expected: "200",
        attempt: (world) => asks(world, ADMIN, ADMIN, HOST),
      },
    }),
  ),
];

const publish = (world: World) =>
  api(world, "/api/exchanges/%2F/amq.default/publish", "POST", {
    properties: {},
    routing_key: "orders",
    payload: "x",
    payload_encoding: "string",
  });
const declares = (world: World, name: string) => api(world, `/api/queues/%2F/${name}`, "PUT", { durable: true });

const RABBITMQ: Attack[] = [
  ...common(
    "rabbitmq",
    QUEUE,
    ADMIN,
    STOCK_ADMIN,
    shortened("break-glass-rabbitmq/orders-queue/config/lease", { ttl: 2, max_ttl: 2 }, 5),
  ),
  {
    id: "engines/rabbitmq/publishes-without-the-right",
    who: "active responder of stock-admin, who may read",
    request: "publishes a message",
    expected: "refused",
    attempt: async (world) => world.use(await open(world, STOCK_ADMIN, QUEUE), STOCK_ADMIN, QUEUE, publish(world)),
    control: {
      supplied: "the profile that may write",
      expected: "done",
      attempt: async (world) => world.use(await open(world, ADMIN, QUEUE), ADMIN, QUEUE, publish(world)),
    },
  },
  ...[
    { id: "second-login", path: "/api/users/second", body: { password: "x", tags: "administrator" } },
    { id: "permission", path: "/api/permissions/%2F/guest", body: { configure: ".*", write: ".*", read: ".*" } },
    { id: "policy", path: "/api/policies/%2F/left", body: { pattern: ".*", definition: { "max-length": 1 } } },
    { id: "shovel", path: "/api/parameters/shovel/%2F/left", body: { value: {} } },
    { id: "another-queue", path: "/api/queues/%2F/payments", body: { durable: true } },
  ].map(
    ({ id, path, body }): Attack => ({
      id: `engines/rabbitmq/${id}`,
      who: "active responder",
      request: `PUT ${path}, which would outlive the end`,
      expected: "refused",
      attempt: (world) => used(world, ADMIN, QUEUE, api(world, path, "PUT", body)),
      control: {
        supplied: "a queue of their profile",
        expected: "done",
        attempt: (world) => used(world, ADMIN, QUEUE, declares(world, "orders-repair")),
      },
    }),
  ),
  {
    id: "engines/rabbitmq/left-queue",
    who: "responder, before the end",
    request: "declares a queue, and reads it after the end",
    expected: "refused",
    attempt: async (world) => {
      const session = await open(world, ADMIN, QUEUE);
      const declared = await world.use(session, ADMIN, QUEUE, declares(world, "orders-left"));
      if (declared !== "done") return `the declaration was ${declared}`;
      await ended(world, ADMIN);
      return world.use(session, ADMIN, QUEUE, api(world, "/api/queues/%2F/orders-left/get", "POST", GET_MESSAGES));
    },
    control: {
      supplied: "the time before the end",
      expected: "done",
      attempt: async (world) => {
        const session = await open(world, ADMIN, QUEUE);
        await world.use(session, ADMIN, QUEUE, declares(world, "orders-left"));
        return world.use(session, ADMIN, QUEUE, api(world, "/api/queues/%2F/orders-left/get", "POST", GET_MESSAGES));
      },
    },
  },
];

const GET_MESSAGES = { count: 1, ackmode: "ack_requeue_true", encoding: "auto" };
const ADMIN_SECRET = "break-glass-kv/data/server-admin_orders-app";

const KV: Attack[] = [
  ...common("kv", APP, ADMIN, SUPPORT, async () => "refused").filter(
    // A static credential has no time of its own: that is why each end replaces it.
    ({ id }) => id !== "engines/kv/after-its-time",
  ),
  {
    id: "engines/kv/in-vault",
    who: "active responder",
    request: "reads the static credential in Vault without Boundary",
    expected: "403",
    attempt: async (world) => world.status(ADMIN_SECRET, { token: await world.activated(MAYA, ADMIN) }),
    control: itself,
  },
  {
    id: "engines/kv/operator-reads",
    who: "operator",
    request: "reads the static credential that they may replace",
    expected: "403",
    attempt: async (world) => world.status(ADMIN_SECRET, { token: await world.operator() }),
    control: {
      supplied: "replacing it",
      expected: "200",
      attempt: async (world) =>
        world.post(ADMIN_SECRET, await world.operator(), {
          data: { username: "admin", password: crypto.randomUUID() },
        }),
    },
  },
  {
    id: "engines/kv/operator-old-versions",
    who: "operator",
    request: "brings an older password back, or deletes the history",
    expected: "403",
    attempt: async (world) =>
      world.post("break-glass-kv/undelete/server-admin_orders-app", await world.operator(), { versions: [1] }),
    control: {
      supplied: "replacing it",
      expected: "200",
      attempt: async (world) =>
        world.post(ADMIN_SECRET, await world.operator(), {
          data: { username: "admin", password: crypto.randomUUID() },
        }),
    },
  },
  {
    id: "engines/kv/another-account",
    who: "active responder of app-support",
    request: "performs an administrator's action in the application",
    expected: "refused",
    attempt: async (world) => used(world, SUPPORT, APP, doing(adminPage(world))),
    control: {
      supplied: "the account of server-admin",
      expected: "done",
      attempt: async (world) => used(world, ADMIN, APP, doing(adminPage(world))),
    },
  },
];

const adminPage = (world: World) => `https://127.0.0.1:${world.lab.environment.targets[APP]?.port}/admin`;

const certificate = async (world: World, change: object) =>
  world.post(`${PKI.mount}/issue/${PKI.role}`, await world.controllersToken(), {
    common_name: "boundary.lab",
    ip_sans: "127.0.0.1",
    ttl: "300s",
    ...change,
  });

const OWN_CERTIFICATE: Attack["control"] = {
  supplied: "exactly Boundary's certificate",
  expected: "200",
  attempt: (world) => certificate(world, {}),
};

const CONTROLLERS: Attack[] = [
  ...[
    { id: "another-name", what: "for another name", change: { common_name: "vault.lab" } },
    { id: "more-names", what: "for more names", change: { alt_names: "vault.lab" } },
    { id: "another-address", what: "for another address", change: { ip_sans: "10.0.0.1" } },
    { id: "a-year", what: "for a year", change: { ttl: "8760h" } },
  ].map(
    ({ id, what, change }): Attack => ({
      id: `controllers/${id}`,
      who: "holder of the AppRole of Boundary's controllers",
      request: `asks for a certificate ${what}`,
      expected: "403",
      attempt: (world) => certificate(world, change),
      control: OWN_CERTIFICATE,
    }),
  ),
  ...["sys/mounts", `auth/${MOUNTS.breakGlass}/role/${DBA}`, ADMIN_SECRET, `${PKI.mount}/config/urls`].map(
    (path): Attack => ({
      id: `controllers/reads-${path.replace(/\W+/g, "-")}`,
      who: "holder of the AppRole of Boundary's controllers",
      request: `reads ${path}`,
      expected: "403",
      attempt: async (world) => world.status(path, { token: await world.controllersToken() }),
      control: OWN_CERTIFICATE,
    }),
  ),
];

const keys = async (world: World, path: string, body: object = {}) =>
  world.post(`${TRANSIT.mount}/${path}`, await world.keysToken(), body);

const KEYS: Attack[] = [
  { id: "another-key", path: "encrypt/approvals", body: { plaintext: "eA==" } },
  { id: "rotates", path: "keys/root/rotate" },
  { id: "makes-exportable", path: "keys/root/config", body: { exportable: true } },
  { id: "exports", path: "backup/root" },
  { id: "makes-a-key", path: "keys/other" },
].map(
  ({ id, path, body }): Attack => ({
    id: `keys/${id}`,
    who: "holder of the token for Boundary's keys",
    request: `writes ${TRANSIT.mount}/${path}`,
    expected: "403",
    attempt: (world) => keys(world, path, body),
    control: {
      supplied: "a permitted request: encrypting with the root key",
      expected: "200",
      attempt: (world) => keys(world, "encrypt/root", { plaintext: "eA==" }),
    },
  }),
);

/** Credentials of every engine that runs here, and of Boundary's controllers. */
export const ENGINE_ATTACKS: readonly Attack[] = [
  ...MARIADB.map((attack) => ({ ...attack, needs: STOCK })),
  ...SSH.map((attack) => ({ ...attack, needs: HOST })),
  ...RABBITMQ.map((attack) => ({ ...attack, needs: QUEUE })),
  ...KV.map((attack) => ({ ...attack, needs: APP })),
  ...CONTROLLERS,
  ...KEYS,
];
