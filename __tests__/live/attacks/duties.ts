import { approverEntity, MOUNTS, operatorEntity, responderEntity } from "../../../model/names";
import { enrolmentIds } from "../../../operations/enrol";
import type { World } from "../world";
import { type Attack, loginOutcome, refusedPost, refusedRead } from "./attack";
import {
  AMINA,
  alias,
  approvalPath,
  approver,
  auditor,
  credentialPath,
  DBA,
  JONAS,
  LOGIN,
  MAYA,
  MAYA_DBA,
  operator,
  responder,
  SUPPORT,
  sessionStatus,
  TOMAS,
} from "./people";

const ENTITY = `identity/entity/name/${MAYA_DBA}`;
const enable = (world: World) => world.enable(MAYA_DBA);
const entityId = async (world: World, name = MAYA_DBA) =>
  (await world.request(`identity/entity/name/${name}`, { token: await auditor(world) })).body.data.id;

const approves: Attack["control"] = {
  supplied: "an approver's token",
  expected: "200",
  attempt: async (world) => world.status(approvalPath(MAYA, DBA), { token: await approver(world), wrapTtl: 30 }),
};
const readsCredential: Attack["control"] = {
  supplied: "the token that Boundary has for this profile",
  expected: "200",
  attempt: async (world) => world.status(credentialPath(MAYA, DBA), { token: await world.boundarysToken(DBA) }),
};
const opensSession: Attack["control"] = {
  supplied: "an active responder",
  expected: "200",
  attempt: async (world) => sessionStatus(world, await responder(world), alias(DBA)),
};
const isLookedUp = (supplied: string, token: (world: World) => Promise<string>): Attack["control"] => ({
  supplied,
  expected: "200",
  attempt: async (world) => world.status("auth/token/lookup-self", { token: await token(world) }),
});

/** An operator's update of an entity. Only `disabled = true` is allowed. */
const operatorUpdates = (id: string, request: string, body: object): Attack =>
  refusedPost({
    id: `operator/${id}`,
    who: "operator",
    request,
    path: () => ENTITY,
    body: () => body,
    token: operator,
    control: {
      supplied: "disabled=true, and nothing else",
      expected: "204",
      attempt: async (world) => world.post(ENTITY, await operator(world), { disabled: true }),
    },
    after: enable,
  });

const disables: Attack["control"] = {
  supplied: "the entity of a responder",
  expected: "204",
  attempt: async (world) => world.post(ENTITY, await operator(world), { disabled: true }),
};
const destroys: Attack["control"] = {
  supplied: "the right to destroy, which operators have",
  expected: "204",
  attempt: async (world) => {
    const body = await world.enrolment(JONAS, responderEntity(JONAS, DBA));
    const status = await world.post("identity/mfa/method/totp/admin-destroy", await operator(world), body);
    world.people.destroyed(responderEntity(JONAS, DBA));
    return status;
  },
};
const revokes: Attack["control"] = {
  supplied: "a prefix of break-glass",
  expected: "204",
  attempt: async (world) => world.post(`sys/leases/revoke-prefix/${LOGIN}`, await operator(world), { sync: true }),
};

export const OPERATOR: readonly Attack[] = [
  operatorUpdates("enables", "enables an entity (disabled=false)", { disabled: false }),
  operatorUpdates("enables-by-text", 'enables an entity (disabled="false")', { disabled: "false" }),
  operatorUpdates("enables-by-empty-text", 'enables an entity (disabled="")', { disabled: "" }),
  operatorUpdates("enables-by-empty-list", "enables an entity (disabled=[])", { disabled: [] }),
  operatorUpdates("enables-by-zero", "enables an entity (disabled=0)", { disabled: 0 }),
  operatorUpdates("gives-policies", "gives an entity policies", { policies: ["duty_operators"] }),
  operatorUpdates("gives-policies-beside", "gives policies beside disabled=true", {
    disabled: true,
    policies: ["root"],
  }),
  operatorUpdates("changes-metadata", "changes the metadata of an entity", { metadata: { profile: SUPPORT } }),
  operatorUpdates("renames", "renames an entity", { name: "bg_nobody_senior-dba" }),
  refusedRead({
    id: "operator/deletes-entity",
    who: "operator",
    path: ENTITY,
    method: "DELETE",
    token: operator,
    control: { ...disables, supplied: "the update disabled=true" },
  }),
  refusedPost({
    id: "operator/by-id",
    who: "operator",
    request: "disables an entity by its id",
    path: async (world) => `identity/entity/id/${await entityId(world)}`,
    body: () => ({ disabled: true }),
    token: operator,
    control: { ...disables, supplied: "its name" },
    after: enable,
  }),
  refusedPost({
    id: "operator/disables-an-approver",
    who: "operator",
    request: "disables the entity of an approver",
    path: () => `identity/entity/name/${approverEntity(AMINA)}`,
    body: () => ({ disabled: true }),
    token: operator,
    control: disables,
    after: enable,
  }),
  refusedPost({
    id: "operator/enrols-another",
    who: "operator",
    request: "generates the second factor of a responder",
    path: () => "identity/mfa/method/totp/admin-generate",
    body: (world) => world.enrolment(MAYA, MAYA_DBA),
    token: operator,
    control: destroys,
  }),
  refusedPost({
    id: "operator/enrols-himself",
    who: "operator",
    request: "generates a second factor for their own entity",
    path: () => "identity/mfa/method/totp/generate",
    body: async (world) => ({ method_id: (await world.enrolment(MAYA, MAYA_DBA)).method_id }),
    token: operator,
    control: destroys,
  }),
  refusedPost({
    id: "operator/destroys-any-enrolment",
    who: "operator",
    request: 'destroys an enrolment without naming one (entity_id="")',
    path: () => "identity/mfa/method/totp/admin-destroy",
    body: async (world) => ({ ...(await world.enrolment(MAYA, MAYA_DBA)), entity_id: "" }),
    token: operator,
    control: destroys,
  }),
  ...[
    { id: "sets-an-approver's-password", user: `${MOUNTS.approvals}/users/${approverEntity(AMINA)}` },
    { id: "sets-his-own-password", user: `${MOUNTS.operations}/users/${operatorEntity(TOMAS)}` },
    { id: "makes-a-user", user: `${MOUNTS.approvals}/users/approver_nobody` },
  ].map(({ id, user }) =>
    refusedPost({
      id: `operator/${id}`,
      who: "operator",
      request: `writes auth/${user}`,
      path: () => `auth/${user}`,
      body: () => ({ password: "a-password-of-his", token_no_default_policy: true, token_bound_cidrs: "127.0.0.0/8" }),
      token: operator,
      control: {
        supplied: "the everyday login of that person, and their own user",
        expected: "204",
        attempt: async (world) => world.setsOwnPassword(AMINA),
      },
    }),
  ),
  refusedRead({
    id: "operator/approves",
    who: "operator",
    path: approvalPath(MAYA, DBA),
    token: operator,
    control: approves,
  }),
  {
    id: "operator/activates",
    who: "operator",
    request: "activates with an approval by another person, and their own code",
    expected: "403",
    attempt: async (world) => {
      const own = await world.people.factor(TOMAS, operatorEntity(TOMAS), MOUNTS.operations);
      return loginOutcome(await world.activation(DBA, await world.approval(), own));
    },
    control: {
      supplied: "the responder's code",
      expected: "200 with a token",
      attempt: async (world) =>
        loginOutcome(await world.activation(DBA, await world.approval(), await world.factor(MAYA, DBA))),
    },
  },
  refusedRead({
    id: "operator/reads-a-credential",
    who: "operator",
    path: credentialPath(MAYA, DBA),
    token: operator,
    control: readsCredential,
  }),
  ...[
    "sys/leases/revoke-prefix/auth/approvals/login",
    "sys/leases/revoke-prefix/auth",
    `sys/leases/revoke-force/${LOGIN}`,
  ].map((path) =>
    refusedPost({
      id: `operator/revokes-${path.replace("sys/leases/", "").replaceAll("/", "-")}`,
      who: "operator",
      request: `writes ${path}`,
      path: () => path,
      body: () => ({ sync: true }),
      token: operator,
      control: revokes,
    }),
  ),
  {
    id: "operator/opens-a-session",
    who: "operator",
    request: "opens a session in Boundary",
    expected: "403",
    attempt: async (world) => sessionStatus(world, await operator(world), alias(DBA)),
    control: opensSession,
  },
  ...(["sys/audit/file", "identity/mfa/login-enforcement/approvals", "sys/policies/acl/duty_operators"] as const).map(
    (path) =>
      refusedRead({
        id: `operator/deletes-${path.split("/").slice(1).join("-")}`,
        who: "operator",
        path,
        method: "DELETE",
        token: operator,
        control: isLookedUp("their own token", operator),
      }),
  ),
];

const reads = (path: string): Attack["control"] => ({
  supplied: `a path that they may read: ${path}`,
  expected: "200",
  attempt: async (world) => world.status(path, { token: await auditor(world) }),
});

export const AUDITOR: readonly Attack[] = [
  refusedRead({
    id: "auditor/reads-the-client-secret",
    who: "auditor",
    path: "identity/oidc/client/boundary",
    token: auditor,
    control: {
      supplied: "the pipeline's token",
      expected: "200",
      attempt: async (world) =>
        world.status("identity/oidc/client/boundary", { token: await world.lab.ceremonies.pipelineToken() }),
    },
  }),
  refusedRead({
    id: "auditor/reads-a-credential",
    who: "auditor",
    path: credentialPath(MAYA, DBA),
    token: auditor,
    control: readsCredential,
  }),
  refusedRead({
    id: "auditor/approves",
    who: "auditor",
    path: approvalPath(MAYA, DBA),
    token: auditor,
    control: approves,
  }),
  refusedRead({
    id: "auditor/reads-raw-storage",
    who: "auditor",
    path: "sys/raw/core/audit",
    token: auditor,
    control: reads("sys/audit"),
  }),
  {
    id: "auditor/reads-the-database-password",
    who: "auditor",
    request: "looks for the admin's password in the connection that they may read",
    expected: "200 without a password",
    attempt: async (world) => {
      const { status, body } = await world.request("break-glass-postgres/config/orders-db", {
        token: await auditor(world),
      });
      return `${status} ${/"password"|password=/.test(JSON.stringify(body)) ? "with" : "without"} a password`;
    },
    control: reads("break-glass-postgres/config/orders-db"),
  },
  ...[
    { id: "hashes", path: "sys/audit-hash/file", body: { input: "x" } },
    { id: "adds-a-device", path: "sys/audit/extra", body: { type: "file", options: { file_path: "/dev/null" } } },
    { id: "disables", path: ENTITY, body: { disabled: true } },
    {
      id: "changes-a-policy",
      path: "sys/policies/acl/duty_auditors",
      body: { policy: 'path "*" { capabilities = ["sudo"] }' },
    },
    { id: "looks-a-token-up", path: "auth/token/lookup", body: { token: "x" } },
    { id: "revokes", path: `sys/leases/revoke-prefix/${LOGIN}`, body: {} },
  ].map(({ id, path, body }) =>
    refusedPost({
      id: `auditor/${id}`,
      who: "auditor",
      request: `writes ${path}`,
      path: () => path,
      body: () => body,
      token: auditor,
      control: reads("sys/audit"),
    }),
  ),
  {
    id: "auditor/opens-a-session",
    who: "auditor",
    request: "opens a session in Boundary",
    expected: "403",
    attempt: async (world) => sessionStatus(world, await auditor(world), alias(DBA)),
    control: opensSession,
  },
];

const USER = `auth/${MOUNTS.approvals}/users/${approverEntity(AMINA)}`;
const PROPER = { token_no_default_policy: true, token_bound_cidrs: "127.0.0.0/8" };
const setsOwn: Attack["control"] = {
  supplied: "their own user, with exactly the forced settings",
  expected: "204",
  attempt: async (world) => world.setsOwnPassword(AMINA),
};
/** Amina's everyday login writes a user. */
const staffWrites = (id: string, request: string, body: object, path = USER): Attack =>
  refusedPost({
    id: `staff/${id}`,
    who: "everyday login",
    request,
    path: () => path,
    body: () => body,
    token: (world) => world.staff(AMINA),
    control: setsOwn,
  });
const password = "a-password-of-hers";

/** Maya's everyday login generates a second factor. */
const staffEnrols = (id: string, request: string, body: (world: World) => Promise<object>, expected = "403"): Attack =>
  refusedPost({
    id: `staff/${id}`,
    who: "everyday login",
    request,
    path: () => "identity/mfa/method/totp/admin-generate",
    body,
    token: (world) => world.staff(MAYA),
    expected,
    control: {
      supplied: "their own entity and the method",
      expected: "200",
      attempt: async (world) =>
        world.post(
          "identity/mfa/method/totp/admin-generate",
          await world.staff(MAYA),
          await world.enrolment(MAYA, MAYA_DBA),
        ),
    },
  });

export const STAFF: readonly Attack[] = [
  staffWrites(
    "another's-password",
    "sets the password of another approver",
    { password, ...PROPER },
    `auth/${MOUNTS.approvals}/users/${approverEntity(JONAS)}`,
  ),
  staffWrites(
    "another-case",
    "sets a password under another case of the name",
    { password, ...PROPER },
    `auth/${MOUNTS.approvals}/users/Approver_${JONAS}`,
  ),
  staffWrites("password-path", "sets a password through /password", { password }, `${USER}/password`),
  staffWrites("policies-path", "sets policies through /policies", { policies: "duty_operators" }, `${USER}/policies`),
  staffWrites("no-settings", "leaves the forced settings out", { password }),
  staffWrites("default-policy", "asks for the default policy", { password, ...PROPER, token_no_default_policy: false }),
  staffWrites("default-policy-empty", 'asks for the default policy ("")', {
    password,
    ...PROPER,
    token_no_default_policy: "",
  }),
  staffWrites("all-networks", "binds their tokens to 0.0.0.0/0", {
    password,
    ...PROPER,
    token_bound_cidrs: "0.0.0.0/0",
  }),
  staffWrites("more-networks", "adds a network", { password, ...PROPER, token_bound_cidrs: "127.0.0.0/8,0.0.0.0/0" }),
  staffWrites("no-networks", 'binds their tokens to no network ("")', { password, ...PROPER, token_bound_cidrs: "" }),
  staffWrites("no-networks-list", "binds their tokens to no network ([])", {
    password,
    ...PROPER,
    token_bound_cidrs: [],
  }),
  staffWrites("policies", "gives their tokens a policy", { password, ...PROPER, token_policies: "duty_operators" }),
  staffWrites("long-tokens", "asks for periodic tokens", { password, ...PROPER, token_period: "24h" }),
  staffWrites("batch-tokens", "asks for batch tokens, which nobody can revoke", {
    password,
    ...PROPER,
    token_type: "batch",
  }),
  refusedRead({
    id: "staff/deletes-a-user",
    who: "everyday login",
    path: USER,
    method: "DELETE",
    token: (world) => world.staff(AMINA),
    control: setsOwn,
  }),
  staffEnrols("enrols-another", "generates the second factor of another person", (world) =>
    world.enrolment(JONAS, responderEntity(JONAS, DBA)),
  ),
  staffEnrols("enrols-both", "names their own entity and another's, with a comma", async (world) => {
    const own = await world.enrolment(MAYA, MAYA_DBA);
    const other = await world.enrolment(JONAS, responderEntity(JONAS, DBA));
    return { ...own, entity_id: `${own.entity_id},${other.entity_id}` };
  }),
  staffEnrols("enrols-without-method", "leaves the method out", async (world) => ({
    entity_id: (await world.enrolment(MAYA, MAYA_DBA)).entity_id,
  })),
  staffEnrols("enrols-nobody", 'names no entity ("")', async (world) => ({
    ...(await world.enrolment(MAYA, MAYA_DBA)),
    entity_id: "",
  })),
  {
    id: "staff/enrols-again",
    who: "everyday login, in the hands of somebody else",
    request: "generates the same person's second factor a second time",
    expected: "200 without a secret",
    attempt: async (world) => {
      await world.factor(MAYA, DBA);
      return generated(world);
    },
    control: {
      supplied: "an operator who destroyed the first",
      expected: "200 with a secret",
      attempt: async (world) => {
        await world.people.enrolAnew(MAYA_DBA);
        const outcome = await generated(world);
        await world.people.enrolAnew(MAYA_DBA);
        return outcome;
      },
    },
  },
  refusedPost({
    id: "staff/destroys-an-enrolment",
    who: "everyday login",
    request: "destroys their own enrolment, to make a new one elsewhere",
    path: () => "identity/mfa/method/totp/admin-destroy",
    body: (world) => world.enrolment(MAYA, MAYA_DBA),
    token: (world) => world.staff(MAYA),
    control: { ...destroys, supplied: "an operator's token" },
  }),
  refusedRead({
    id: "staff/approves",
    who: "everyday login of an approver",
    path: approvalPath(MAYA, DBA),
    token: (world) => world.staff(AMINA),
    control: approves,
  }),
  refusedRead({
    id: "staff/reads-a-credential",
    who: "everyday login of a responder",
    path: credentialPath(MAYA, DBA),
    token: (world) => world.staff(MAYA),
    control: readsCredential,
  }),
  refusedRead({
    id: "staff/reads-another",
    who: "everyday login",
    path: `identity/entity/name/${responderEntity(JONAS, DBA)}`,
    token: (world) => world.staff(MAYA),
    control: {
      supplied: "their own entity",
      expected: "200",
      attempt: async (world) => world.status(ENTITY, { token: await world.staff(MAYA) }),
    },
  }),
  {
    id: "staff/enters-boundary",
    who: "everyday login of a responder",
    request: "logs in to Boundary",
    expected: "refused",
    attempt: (world) => entersBoundary(world, (w) => w.staff(MAYA)),
    control: { supplied: "an activated profile", expected: "in", attempt: (world) => entersBoundary(world, responder) },
  },
  {
    id: "approver/enters-boundary",
    who: "approver",
    request: "logs in to Boundary",
    expected: "refused",
    attempt: (world) => entersBoundary(world, approver),
    control: { supplied: "an activated profile", expected: "in", attempt: (world) => entersBoundary(world, responder) },
  },
];

async function generated(world: World): Promise<string> {
  const token = await world.staff(MAYA);
  const body = await enrolmentIds(world.vault, token, MAYA_DBA);
  const answer = await world.request("identity/mfa/method/totp/admin-generate", { method: "POST", token, body });
  return `${answer.status} ${answer.body?.data?.url === undefined ? "without" : "with"} a secret`;
}

const entersBoundary = async (world: World, token: (world: World) => Promise<string>) => {
  const vaultToken = await token(world);
  return world.boundary(vaultToken).then(
    () => "in",
    () => "refused",
  );
};
