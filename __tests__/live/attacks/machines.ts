import { approvalRole, approverEntity, boundaryPolicy, credentialRole, MOUNTS } from "../../../model/names";
import type { World } from "../world";
import { type Attack, refusedPost, refusedRead } from "./attack";
import {
  AMINA,
  alias,
  approvalPath,
  approver,
  credentialPath,
  DBA,
  LOGIN,
  MAYA,
  responder,
  SUPPORT,
  sessionStatus,
  TARGET,
} from "./people";

const pipeline = (world: World) => world.lab.ceremonies.pipelineToken();

const readsItsOwn: Attack["control"] = {
  supplied: "an object of the break-glass stack",
  expected: "200",
  attempt: async (world) =>
    world.status(`identity/oidc/role/${approvalRole(MAYA, DBA)}`, { token: await pipeline(world) }),
};
const writesItsOwn: Attack["control"] = {
  supplied: "a name of the break-glass stack",
  expected: "204",
  attempt: async (world) => {
    const token = await pipeline(world);
    const path = `sys/policies/acl/${boundaryPolicy(DBA, 0)}`;
    const { body } = await world.request(path, { token });
    return world.post(path, token, { policy: body.data.policy });
  },
};
const pipelineWrites = (id: string, path: string, body: object = {}): Attack =>
  refusedPost({
    id: `pipeline/${id}`,
    who: "pipeline",
    request: `writes ${path}`,
    path: () => path,
    body: () => body,
    token: pipeline,
    control: writesItsOwn,
  });
const pipelineReads = (
  id: string,
  path: string,
  control: Attack["control"],
  method: "GET" | "DELETE" = "GET",
): Attack => ({
  ...refusedRead({ id, who: "pipeline", path, method, token: pipeline, control }),
  id: `pipeline/${id}`,
});

const ANYTHING = 'path "*" { capabilities = ["create", "read", "update", "delete", "list", "sudo"] }';

export const PIPELINE_ATTACKS: readonly Attack[] = [
  pipelineWrites("adds-an-audit-device", "sys/audit/extra", { type: "file", options: { file_path: "/dev/null" } }),
  pipelineReads("removes-an-audit-device", "sys/audit/file", readsItsOwn, "DELETE"),
  pipelineWrites("its-own-policy", "sys/policies/acl/break-glass-pipeline", { policy: ANYTHING }),
  pipelineWrites("any-policy", "sys/policies/acl/administrators", { policy: ANYTHING }),
  pipelineWrites("its-own-token-role", "auth/token/roles/break-glass-pipeline", { allowed_policies: "root" }),
  pipelineWrites("another-key-for-approvals", `auth/${MOUNTS.breakGlass}/config`, {
    jwks_url: "https://127.0.0.1/keys",
  }),
  pipelineWrites("the-approval-key", "identity/oidc/key/approvals", { allowed_client_ids: "*" }),
  pipelineWrites("rotates-the-approval-key", "identity/oidc/key/approvals/rotate", { verification_ttl: 0 }),
  pipelineWrites("an-enforcement", "identity/mfa/login-enforcement/break-glass", { auth_method_accessors: ["x"] }),
  pipelineReads("removes-an-enforcement", "identity/mfa/login-enforcement/break-glass", readsItsOwn, "DELETE"),
  pipelineWrites("an-mfa-method", "identity/mfa/method/totp", { issuer: "x" }),
  pipelineWrites("enrols", "identity/mfa/method/totp/admin-generate", { method_id: "x", entity_id: "y" }),
  pipelineWrites("a-user", `auth/${MOUNTS.approvals}/users/${approverEntity(AMINA)}`, { password: "a-password" }),
  pipelineWrites("tunes-a-login", `sys/auth/${MOUNTS.approvals}/tune`, { max_lease_ttl: "24h" }),
  pipelineWrites("a-login-mount", "sys/auth/other", { type: "userpass" }),
  pipelineReads("removes-a-quota", "sys/quotas/rate-limit/break-glass-approvals", readsItsOwn, "DELETE"),
  pipelineWrites("a-token", "auth/token/create", { policies: ["root"] }),
  pipelineWrites("an-orphan", "auth/token/create-orphan", {}),
  {
    ...pipelineWrites("boundary's-token-with-root", "auth/token/create/break-glass-boundary", {
      policies: ["root"],
      period: "1h",
    }),
    // the token role refuses it, which Vault answers so
    expected: "400",
  },
  {
    ...pipelineWrites("boundary's-token-with-its-own-policy", "auth/token/create/break-glass-boundary", {
      policies: ["break-glass-pipeline"],
      period: "1h",
    }),
    expected: "400",
  },
  pipelineWrites("a-role-beside", "identity/oidc/role/other", { key: "approvals", ttl: "60s" }),
  {
    id: "pipeline/forges-an-approval",
    who: "pipeline",
    request: "writes an approval role with a subject of its own, and reads the approval",
    expected: "403",
    attempt: async (world) => {
      const token = await pipeline(world);
      const role = {
        key: "approvals",
        client_id: "break-glass-lab",
        ttl: "60s",
        template: '{"subject":"bg_x_senior-dba"}',
      };
      const written = await world.post("identity/oidc/role/approve_x_senior-dba", token, role);
      if (written !== 200 && written !== 204) return `the role: ${written}`;
      const status = await world.status("identity/oidc/token/approve_x_senior-dba", { token, wrapTtl: 30 });
      await world.status("identity/oidc/role/approve_x_senior-dba", { method: "DELETE", token });
      return status;
    },
    control: {
      supplied: "an approver, for an approval that they may give",
      expected: "200",
      attempt: async (world) => world.status(approvalPath(MAYA, DBA), { token: await approver(world), wrapTtl: 30 }),
    },
  },
  pipelineReads("reads-a-credential", credentialPath(MAYA, DBA), {
    supplied: "the token that Boundary has for this profile",
    expected: "200",
    attempt: async (world) => world.status(credentialPath(MAYA, DBA), { token: await world.boundarysToken(DBA) }),
  }),
  pipelineWrites("revokes-leases", `sys/leases/revoke-prefix/${LOGIN}`, { sync: true }),
  pipelineWrites("seals", "sys/seal"),
  pipelineReads("raw-storage", "sys/raw/core/mounts", readsItsOwn),
  pipelineWrites("raft-snapshot", "sys/storage/raft/snapshot-force"),
  {
    id: "pipeline/opens-a-session",
    who: "pipeline's account in Boundary",
    request: "opens a session",
    expected: "403",
    attempt: async (world) => {
      const target = await targetId(world);
      return (await (await world.pipelineInBoundary()).request(`targets/${target}:authorize-session`, "POST", {}))
        .status;
    },
    control: {
      supplied: "an active responder",
      expected: "200",
      attempt: async (world) => sessionStatus(world, await responder(world), alias(DBA)),
    },
  },
  {
    id: "pipeline/sets-a-password-in-boundary",
    who: "pipeline's account in Boundary",
    request: "makes an account",
    expected: "403",
    attempt: async (world) => {
      const body = {
        auth_method_id: world.lab.state.boundaryAuthMethodId,
        type: "password",
        attributes: { login_name: "other" },
      };
      return (await (await world.pipelineInBoundary()).request("accounts", "POST", body)).status;
    },
    control: {
      supplied: "what it manages: reading a target",
      expected: "200",
      attempt: async (world) =>
        (await (await world.pipelineInBoundary()).request(`targets/${await targetId(world)}`)).status,
    },
  },
];

/** The id of a target, which a responder's alias stands for. */
async function targetId(world: World): Promise<string> {
  const boundary = await world.boundary(await responder(world));
  return (await boundary.expect(`targets/${alias(DBA)}`)).id;
}

const itsOwn = (supplied: string): Attack["control"] => ({
  supplied,
  expected: "200",
  attempt: async (world) => world.status(credentialPath(MAYA, DBA), { token: await world.boundarysToken(DBA) }),
});
const boundaryReads = (id: string, path: string, method: "GET" | "LIST" | "DELETE" = "GET"): Attack => ({
  ...refusedRead({
    id,
    who: "Boundary's Vault token",
    path,
    method,
    token: (world) => world.boundarysToken(DBA),
    control: itsOwn("a credential of its own profile"),
  }),
  id: `boundary-token/${id}`,
});
const boundaryWrites = (id: string, path: string, body: object = {}): Attack =>
  refusedPost({
    id: `boundary-token/${id}`,
    who: "Boundary's Vault token",
    request: `writes ${path}`,
    path: () => path,
    body: () => body,
    token: (world) => world.boundarysToken(DBA),
    control: itsOwn("a credential of its own profile"),
  });

export const BOUNDARY_TOKEN: readonly Attack[] = [
  boundaryReads("another-profile", credentialPath(MAYA, SUPPORT)),
  boundaryReads("nobody's-role", credentialPath("nobody", DBA)),
  boundaryReads("connection", "break-glass-postgres/config/orders-db"),
  boundaryReads("roles", "break-glass-postgres/roles", "LIST"),
  boundaryReads("approvals", approvalPath(MAYA, DBA)),
  boundaryReads("client-secret", "identity/oidc/client/boundary"),
  boundaryWrites("child-token", "auth/token/create", { policies: [boundaryPolicy(DBA, 0)] }),
  boundaryWrites("role", `break-glass-postgres/roles/${credentialRole(MAYA, DBA, TARGET)}`, { db_name: "orders-db" }),
  boundaryWrites("revokes-a-prefix", "sys/leases/revoke-prefix/break-glass-postgres", { sync: true }),
  {
    ...boundaryWrites("ends-itself", "auth/token/revoke-self"),
    control: {
      supplied: "the pipeline's token, for a token that it made",
      expected: "204",
      attempt: async (world) => {
        const token = await pipeline(world);
        const made = await world.request("auth/token/create/break-glass-boundary", {
          method: "POST",
          token,
          body: { policies: [boundaryPolicy(DBA, 0)], period: "1h" },
        });
        return world.post("auth/token/revoke-accessor", token, { accessor: made.body.auth.accessor });
      },
    },
  },
];
