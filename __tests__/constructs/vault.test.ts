import { Activation } from "../../constructs/vault/activation";
import { Approval } from "../../constructs/vault/approval";
import { ApprovalKey } from "../../constructs/vault/approval-key";
import { type AuditDevice, AuditTrail } from "../../constructs/vault/audit-trail";
import { BoundaryToken } from "../../constructs/vault/boundary-token";
import { DedicatedEntity } from "../../constructs/vault/dedicated-entity";
import { LoginMfa } from "../../constructs/vault/login-mfa";
import { Pipeline } from "../../constructs/vault/pipeline";
import { StaffLogin } from "../../constructs/vault/staff-login";
import { UserpassLogin } from "../../constructs/vault/userpass-login";
import { approverRules, operatorRules, responderRules, staffRules } from "../../policies/people";
import { type Json, only, synth } from "./synth";

const file: AuditDevice = { kind: "file", name: "file", filePath: "/var/log/vault/audit.log" };

describe("AuditTrail", () => {
  test("enables devices one after another, then headers in clear, never raw", () => {
    const devices: AuditDevice[] = [
      file,
      { kind: "socket", name: "siem", host: "siem", port: 6514 },
      { kind: "syslog", name: "log" },
    ];
    const json = synth((scope) => new AuditTrail(scope, "x", { devices }));
    const enabled: Json[] = Object.values(json.resource.vault_audit);
    const [first, second, third] = ["file", "socket", "syslog"].map((type) =>
      enabled.find((device) => device.type === type),
    );
    expect(first.depends_on).toBeUndefined();
    expect(second.depends_on).toEqual([expect.stringContaining("x_file")]);
    expect(third.depends_on).toEqual([expect.stringContaining("x_siem")]);
    for (const header of Object.values<Json>(json.resource.vault_audit_request_header)) {
      expect(header).toMatchObject({ hmac: false, depends_on: [expect.stringContaining("x_log")] });
    }
    expect(JSON.stringify(json)).not.toContain("log_raw");
  });

  test.each([[[]], [[file]], [[file, file]]])("refuses %j", (devices) => {
    expect(() => synth((scope) => new AuditTrail(scope, "x", { devices }))).toThrow(
      "at least two, with different names",
    );
  });
});

test("an approval names responder, profile and, from Vault, its approver", () => {
  const json = synth(
    (scope) => new Approval(scope, "x", { name: "a", key: "k", audience: "aud", subject: "bg_r_p", profile: "p" }),
  );
  const { template, ttl, client_id } = only(json, "vault_identity_oidc_role");
  expect(JSON.parse(template.replace("{{identity.entity.name}}", '"the approver"'))).toEqual({
    subject: "bg_r_p",
    profile: "p",
    approver: "the approver",
  });
  expect({ ttl, client_id }).toEqual({ ttl: 300, client_id: "aud" });
});

test("the approval key signs for one audience", () => {
  const json = synth((scope) => new ApprovalKey(scope, "x", { name: "k", vaultAddress: "https://v", audience: "aud" }));
  expect(only(json, "vault_identity_oidc_key")).toMatchObject({ algorithm: "ES256", allowed_client_ids: ["aud"] });
});

test("an activation has no leeway, no default policy and an end", () => {
  const props = {
    mount: "bg",
    profile: "p",
    audience: "aud",
    subjects: ["a", "b"],
    policies: ["bg_p"],
    ttl: 600,
    boundCidrs: ["10.0.0.0/8"],
  };
  expect(
    only(
      synth((scope) => new Activation(scope, "x", props)),
      "vault_jwt_auth_backend_role",
    ),
  ).toMatchObject({
    clock_skew_leeway: -1,
    expiration_leeway: -1,
    not_before_leeway: -1,
    bound_audiences: ["aud"],
    bound_claims: { profile: "p", subject: "a,b" },
    bound_claims_type: "string",
    token_type: "service",
    token_no_default_policy: true,
    token_explicit_max_ttl: 600,
    token_max_ttl: 600,
    token_ttl: 600,
    token_bound_cidrs: ["10.0.0.0/8"],
    user_claim: "subject",
  });
});

test("an entity that an operator disabled is left disabled", () => {
  const props = { name: "bg_r_p", mountAccessor: "acc", metadata: {}, keepDisabled: true };
  const json = synth((scope) => new DedicatedEntity(scope, "x", props));
  expect(only(json, "vault_identity_entity").lifecycle).toEqual({ ignore_changes: ["disabled"] });
  expect(only(json, "vault_identity_entity_alias")).toMatchObject({ name: "bg_r_p", mount_accessor: "acc" });
});

test("login MFA is enforced on every mount with one method", () => {
  const json = synth(
    (scope) =>
      new LoginMfa(scope, "x", { method: { kind: "totp", issuer: "i" }, enforcedOn: { a: "acc-a", b: "acc-b" } }),
  );
  const enforcements = Object.values<Json>(json.resource.vault_identity_mfa_login_enforcement);
  expect(enforcements.map(({ name, auth_method_accessors }) => [name, auth_method_accessors])).toEqual([
    ["a", ["acc-a"]],
    ["b", ["acc-b"]],
  ]);
  expect(new Set(enforcements.map(({ mfa_method_ids }) => mfa_method_ids.length))).toEqual(new Set([1]));
  expect(() => synth((scope) => new LoginMfa(scope, "x", { method: { kind: "pingid" }, enforcedOn: {} }))).toThrow(
    "at least one mount",
  );
});

test("a userpass login declares no user, and bounds its tokens", () => {
  const json = synth((scope) => new UserpassLogin(scope, "x", { path: "approvals", description: "d", maxTtl: 600 }));
  expect(Object.keys(json.resource)).toEqual(["vault_auth_backend"]);
  expect(only(json, "vault_auth_backend").tune).toEqual([
    expect.objectContaining({ max_lease_ttl: "600s", token_type: "default-service" }),
  ]);
});

test("the corporate client secret is a sensitive variable", () => {
  const login = {
    kind: "oidc",
    discoveryUrl: "https://i",
    clientId: "c",
    userClaim: "email",
    redirectUris: ["https://r"],
  } as const;
  const json = synth((scope) => new StaffLogin(scope, "x", { path: "staff", login }));
  expect(json.variable.staff_oidc_client_secret).toMatchObject({ sensitive: true, nullable: false });
  expect(only(json, "vault_jwt_auth_backend").oidc_client_secret).toBe("$" + "{var.staff_oidc_client_secret}");
});

test("Boundary's token is an orphan, periodic and exact", () => {
  const json = synth(
    (scope) =>
      new BoundaryToken(scope, "x", {
        policyName: "boundary_p_0",
        roleName: "r",
        credentials: [{ path: "db/creds/a" }, { path: "ssh/issue/b", parameters: { key_type: "ed25519" } }],
      }),
  );
  expect(only(json, "vault_token")).toMatchObject({
    no_parent: true,
    no_default_policy: true,
    renewable: true,
    period: "86400s",
  });
  const { policy } = only(json, "vault_policy");
  expect(policy.match(/^path "([^"]+)"/gm)).toHaveLength(8);
  expect(policy).not.toContain("*");
  expect(policy).toContain('required_parameters = ["key_type"]');
});

test("pipeline tokens are short, bound orphans, and cannot be renewed", () => {
  const json = synth(
    (scope) =>
      new Pipeline(scope, "x", {
        name: "p",
        boundaryTokenRole: "b",
        credentialMounts: [{ path: "db", configuration: ["config/*"] }],
        pipelineCidrs: ["10.0.0.0/8"],
      }),
  );
  const roles = new Map(
    Object.values<Json>(json.resource.vault_token_auth_backend_role).map((role) => [role.role_name, role]),
  );
  expect(roles.get("p")).toMatchObject({
    orphan: true,
    renewable: false,
    token_explicit_max_ttl: 3600,
    token_bound_cidrs: ["10.0.0.0/8"],
  });
  expect(roles.get("b")).toMatchObject({ orphan: true, allowed_policies_glob: ["boundary_*"] });
});

describe("duties", () => {
  test("an approver reads exactly their given approvals", () => {
    const rules = approverRules({ approvalRoles: ["approve_a_p", "approve_b_p"], wrapped: { approve_a_p: 60 } });
    const tokens = rules.filter(({ path }) => path.startsWith("identity/oidc/token/"));
    expect(tokens).toEqual([
      { path: "identity/oidc/token/approve_a_p", capabilities: ["read"], minWrappingTtl: 1, maxWrappingTtl: 60 },
      { path: "identity/oidc/token/approve_b_p", capabilities: ["read"] },
    ]);
  });

  test("an operator can only disable", () => {
    const rules = operatorRules({
      responderEntities: ["bg_a_p"],
      enrolledEntityIds: ["id"],
      mfaMethodId: "m",
      leasePrefixes: ["x/creds/y"],
      rotations: ["kv/data/z"],
    });
    const entity = rules.find(({ path }) => path === "identity/entity/name/bg_a_p");
    expect(entity?.allowedParameters).toEqual({ disabled: [true, "true"] });
    expect(rules.filter(({ capabilities }) => capabilities.includes("create")).map(({ path }) => path)).toEqual([
      "kv/data/z",
    ]);
    expect(rules.filter(({ path }) => /generate|policies|audit/.test(path))).toEqual([]);
  });

  test("a staff login writes only its own, with the parameters that are forced", () => {
    const rules = staffRules({
      users: [{ mount: "approvals", name: "approver_a" }],
      entities: [{ name: "approver_a", id: "id" }],
      totpMethodId: "m",
    });
    for (const rule of rules.filter(({ capabilities }) => capabilities.includes("update"))) {
      expect(Object.keys(rule.allowedParameters ?? {}).sort()).toEqual([...(rule.requiredParameters ?? [])].sort());
    }
    expect(rules.map(({ path }) => path).filter((path) => path.includes("*"))).toEqual([]);
  });

  test("a responder is denied audit and MFA", () => {
    const denied = responderRules({ paths: [] }).filter(({ capabilities }) => capabilities.includes("deny"));
    expect(denied.map(({ path }) => path)).toEqual(
      expect.arrayContaining(["sys/audit", "sys/audit/*", "identity/mfa/*"]),
    );
  });
});
