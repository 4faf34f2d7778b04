import { CredentialStore } from "../../constructs/boundary/credential-store";
import { GroupRole } from "../../constructs/boundary/group-role";
import { PipelineAccount } from "../../constructs/boundary/pipeline-account";
import { Scopes } from "../../constructs/boundary/scopes";
import { SingleSignOn } from "../../constructs/boundary/single-sign-on";
import { SessionTarget } from "../../constructs/boundary/target";
import {
  AUDITOR_GRANTS,
  LOGIN_GRANTS,
  OPERATOR_GRANTS,
  PIPELINE_GRANTS,
  responderGrants,
} from "../../policies/boundary-grants";
import { all, synth } from "./synth";

test("scopes come without the roles that Boundary makes by itself", () => {
  const scopes = all(
    synth((scope) => new Scopes(scope, "x", { name: "n", description: "d" })),
    "boundary_scope",
  );
  expect(scopes).toHaveLength(2);
  for (const scope of scopes)
    expect(scope).toMatchObject({ auto_create_admin_role: false, auto_create_default_role: false });
});

test("single sign-on bounds the age of the Vault login, and anonymous users may log in alone", () => {
  const json = synth(
    (scope) =>
      new SingleSignOn(scope, "x", {
        orgId: "o",
        projectId: "p",
        name: "vault",
        issuer: "i",
        clientId: "c",
        clientSecret: "s",
        claimsScope: "boundary",
        boundaryAddress: "https://b",
        vaultCaCertificate: "PEM",
        maxAge: 600,
      }),
  );
  expect(all(json, "boundary_auth_method_oidc")).toMatchObject([
    {
      max_age: 600,
      signing_algorithms: ["ES256"],
      idp_ca_certs: ["PEM"],
      account_claim_maps: ["username=name"],
      state: "active-public",
    },
  ]);
  const roles = all(json, "boundary_role");
  expect(roles.filter(({ principal_ids }) => principal_ids.includes("u_anon"))).toMatchObject([
    { grant_strings: LOGIN_GRANTS },
  ]);
  for (const { principal_ids, grant_strings } of roles) {
    if (principal_ids.includes("u_auth")) expect(grant_strings.join()).toMatch(/:self/);
  }
});

test("a role is for the members of one group", () => {
  const props = {
    group: "bg_dba",
    description: "d",
    authMethodId: "m",
    scopeId: "s",
    grantScopeIds: ["this"],
    grantStrings: responderGrants(["t1", "t2"]),
  };
  const json = synth((scope) => new GroupRole(scope, "x", props));
  expect(all(json, "boundary_managed_group")).toMatchObject([{ filter: '"bg_dba" in "/token/groups"' }]);
  expect(all(json, "boundary_role")[0].grant_strings[0]).toBe("ids=t1,t2;actions=read,authorize-session");
});

test("a target has limits, and its credentials name the user", () => {
  const json = synth((scope) => {
    const store = new CredentialStore(scope, "s", { projectId: "p", name: "n", vaultAddress: "https://v", token: "t" });
    const library = store.library({
      id: "l",
      name: "l",
      request: { path: "db/creds/{{.User.FullName}}_orders-db" },
    });
    const common = { projectId: "p", description: "d", address: "a", port: 5432, sessionMax: 60, connections: 2 };
    new SessionTarget(scope, "t", {
      ...common,
      name: "t",
      credentialLibraryIds: [library],
      clientPort: 15432,
      alias: "a.b.c",
      workerFilter: "f",
    });
    new SessionTarget(scope, "u", { ...common, name: "u" });
  });
  const [first, second] = all(json, "boundary_target");
  expect(first).toMatchObject({
    type: "tcp",
    address: "a",
    session_max_seconds: 60,
    session_connection_limit: 2,
    default_client_port: 15432,
    egress_worker_filter: "f",
  });
  expect(first.brokered_credential_source_ids).toHaveLength(1);
  expect(second.brokered_credential_source_ids).toBeUndefined();
  expect(all(json, "boundary_alias_target")).toHaveLength(1);
  expect(all(json, "boundary_credential_library_vault")).toMatchObject([
    { path: "db/creds/{{.User.FullName}}_orders-db", http_method: "GET" },
  ]);
});

test("the pipeline's account has no password in the plan", () => {
  const json = synth((scope) => new PipelineAccount(scope, "x", { name: "n" }));
  expect(all(json, "boundary_account_password")[0].password).toBeUndefined();
});

test("no grant is a wildcard of everything, and only responders open sessions", () => {
  const lists = { LOGIN_GRANTS, OPERATOR_GRANTS, AUDITOR_GRANTS, PIPELINE_GRANTS };
  for (const grants of Object.values(lists)) {
    for (const grant of grants) {
      expect(grant).not.toMatch(/type=\*|actions=\*/);
      expect(grant).not.toContain("authorize-session");
    }
  }
  expect(AUDITOR_GRANTS.join()).not.toMatch(/create|update|delete|cancel|set-/);
});
