import { type Attack, refusedPost, refusedRead } from "./attack";
import { itself } from "./controls";
import { approvalPath, credentialPath, DBA, JONAS, LOGIN, MAYA, responder } from "./people";

const insideReads = (id: string, path: string, method: "GET" | "LIST" | "DELETE" = "GET"): Attack => ({
  ...refusedRead({ id, who: "active responder", path, method, token: responder, control: itself }),
  id: `inside/${id}`,
});
const insideWrites = (id: string, path: string, body: object = {}): Attack =>
  refusedPost({
    id: `inside/${id}`,
    who: "active responder",
    request: `writes ${path}`,
    path: () => path,
    body: () => body,
    token: responder,
    control: itself,
  });

/** An active responder's token does nothing in Vault but lead to Boundary. */
export const INSIDE: readonly Attack[] = [
  insideReads("audit-devices", "sys/audit"),
  insideWrites("audit-device", "sys/audit/extra", { type: "file", options: { file_path: "/dev/null" } }),
  insideReads("removes-an-audit-device", "sys/audit/file", "DELETE"),
  insideReads("policy", "sys/policies/acl/duty_operators"),
  insideWrites("its-policy", "sys/policies/acl/bg_senior-dba", { policy: 'path "*" { capabilities = ["sudo"] }' }),
  insideWrites("child-token", "auth/token/create"),
  insideWrites("orphan-token", "auth/token/create-orphan"),
  insideWrites("renews", "auth/token/renew-self"),
  insideWrites("an-entity", "identity/entity", { name: "x" }),
  insideWrites("an-alias", "identity/entity-alias", { name: "bg_other", mount_accessor: "x", canonical_id: "y" }),
  insideWrites("merges-entities", "identity/entity/merge", { from_entity_ids: "x", to_entity_id: "y" }),
  insideWrites("joins-a-group", "identity/group/name/bg_app-support", { member_entity_ids: ["x"] }),
  insideWrites("an-mfa-method", "identity/mfa/method/totp", { issuer: "x" }),
  insideWrites("enrols", "identity/mfa/method/totp/generate", { method_id: "x" }),
  insideReads("an-approval", approvalPath(MAYA, DBA)),
  insideReads("a-credential", credentialPath(MAYA, DBA)),
  insideReads("another's-credential", credentialPath(JONAS, DBA)),
  insideReads("the-client-secret", "identity/oidc/client/boundary"),
  insideWrites("revokes-traces", `sys/leases/revoke-prefix/${LOGIN}`, { sync: true }),
  insideWrites("seals", "sys/seal"),
  insideWrites("raises-the-log-level", "sys/loggers", { level: "trace" }),
  {
    id: "inside/generates-root",
    who: "active responder",
    request: "completes a root generation without key shares",
    expected: "400",
    attempt: async (world) => {
      await world.request("sys/generate-root/attempt", { method: "PUT", body: {} });
      const { body } = await world.request("sys/generate-root/attempt");
      const key = Buffer.alloc(33, 1).toString("base64");
      const status = await world.status("sys/generate-root/update", {
        method: "PUT",
        body: { key, nonce: body.nonce },
      });
      const second = await world.status("sys/generate-root/update", {
        method: "PUT",
        body: { key: Buffer.alloc(33, 2).toString("base64"), nonce: body.nonce },
      });
      await world.status("sys/generate-root/attempt", { method: "DELETE" });
      return Math.max(status, second);
    },
    control: {
      supplied: "the key shares",
      expected: "200",
      attempt: (world) =>
        world.lab.servers.vault.asKeyHolders((token) => world.status("auth/token/lookup-self", { token })),
    },
  },
];
