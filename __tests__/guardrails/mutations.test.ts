import type { LastDrill } from "../../config/last-drill";
import type { Loaded } from "../../config/load";
import type { Environment } from "../../config/schema";
import { checkGuardrails } from "../../guardrails/check";
import { RULES } from "../../guardrails/index";
import type { PlannedChange } from "../../guardrails/tree";
import { type Json, jsonOf, loadSamples } from "../synthesized";

const samples = loadSamples();
const synthesized = jsonOf(samples);

/** The parts that a mutation may change: the stacks of prod, its configuration and its surroundings. */
interface Change {
  readonly foundation: Json;
  readonly breakGlass: Json;
  readonly environment: Environment;
  asOf: string;
  lastDrill: LastDrill | null;
  plan?: PlannedChange[];
  /** Adds an environment with the same stacks. */
  twin?: boolean;
}

/** Ids of the rules that fail for prod after a change. */
function failing(change: (change: Change) => void): string[] {
  const prod = samples.environments.find(({ environment }) => environment.environment === "prod");
  if (prod === undefined) throw new Error("there is no sample prod");
  const changed: Change = {
    foundation: structuredClone(synthesized["prod-foundation"]),
    breakGlass: structuredClone(synthesized["prod-break-glass"]),
    environment: structuredClone(prod.environment),
    asOf: samples.asOf,
    lastDrill: prod.lastDrill,
  };
  change(changed);
  const { environment, foundation, breakGlass } = changed;
  const entry = { ...prod, environment, declared: environment, lastDrill: changed.lastDrill };
  const twin = { ...entry, environment: { ...environment, environment: "twin" } };
  const loaded: Loaded = { ...samples, asOf: changed.asOf, environments: changed.twin ? [twin, entry] : [entry] };
  const stacks = new Map(
    [twin, entry].map((each) => [
      each.environment.environment,
      { "prod-foundation": foundation, "prod-break-glass": breakGlass },
    ]),
  );
  const outcomes = checkGuardrails(loaded, stacks, changed.plan);
  return outcomes
    .filter(({ environment: name, findings }) => name === "prod" && findings.length > 0)
    .map(({ rule }) => rule.id);
}

/** The first resource of a type for which something holds. */
function first(stack: Json, type: string, holds: (attributes: Json) => boolean = () => true): Json {
  const found = Object.values<Json>(stack.resource[type] ?? {}).find(holds);
  if (found === undefined) throw new Error(`there is no such ${type}`);
  return found;
}
const named = (name: string) => (attributes: Json) => attributes.name === name;
const add = (stack: Json, type: string, attributes: Json) => {
  stack.resource[type] = { ...stack.resource[type], added: attributes };
};
const policy = (text: string) => (change: Change) => {
  first(change.breakGlass, "vault_policy", named("approver_amina-diallo")).policy += `\n${text}\n`;
};
const responderPolicy = (stack: Json) => first(stack, "vault_policy", named("bg_senior-dba"));
const breakGlassRole = (stack: Json) =>
  first(stack, "vault_jwt_auth_backend_role", ({ backend }) => backend === "break-glass");
const responder = (stack: Json) => first(stack, "vault_identity_entity", ({ name }) => name.startsWith("bg_"));

/** A change of a valid tree, and exactly the rules that it must trigger. */
const MUTATIONS: readonly [name: string, rules: string[], change: (change: Change) => void][] = [
  ["a policy that cannot be read", ["BG001"], policy('path "a" { capabilities = [')],
  ["everything", ["BG002", "BG004", "BG033"], policy('path "*" { capabilities = ["update"] }')],
  ["reading all of sys", ["BG002"], policy('path "sys/*" { capabilities = ["read"] }')],
  ["sudo elsewhere", ["BG003"], policy('path "sys/leases/revoke-prefix/auth" { capabilities = ["update", "sudo"] }')],
  ["an approver who writes entities", ["BG004"], policy('path "identity/entity/name/+" { capabilities = ["update"] }')],
  ["an approver who makes tokens", ["BG004"], policy('path "auth/token/create" { capabilities = ["update"] }')],
  [
    "a responder without denials",
    ["BG005"],
    ({ breakGlass }) => {
      const found = responderPolicy(breakGlass);
      found.policy = found.policy.replace(/path "sys\/audit"[^}]*}/, "");
    },
  ],
  [
    "an open list of values",
    ["BG006"],
    policy('path "secret/x" { capabilities = ["update"] allowed_parameters = { "a" = ["b"] } }'),
  ],
  [
    "one audit device",
    ["BG010"],
    ({ foundation }) => {
      const [name = ""] = Object.keys(foundation.resource.vault_audit);
      foundation.resource.vault_audit = { [name]: foundation.resource.vault_audit[name] };
    },
  ],
  [
    "raw audit entries",
    ["BG011"],
    ({ foundation }) => {
      first(foundation, "vault_audit").options.log_raw = "true";
    },
  ],
  [
    "a hashed incident",
    ["BG012"],
    ({ foundation }) => {
      first(foundation, "vault_audit_request_header", named("X-Incident-Id")).hmac = true;
    },
  ],
  [
    "no second factor for operators",
    ["BG020"],
    ({ foundation }) => {
      first(foundation, "vault_identity_mfa_login_enforcement", named("operations")).auth_method_accessors = [];
    },
  ],
  [
    "an enforcement of a method that nobody declares",
    ["BG020"],
    ({ foundation }) => {
      first(foundation, "vault_identity_mfa_login_enforcement", named("approvals")).mfa_method_ids = ["x"];
    },
  ],
  [
    "a second method",
    ["BG021"],
    ({ foundation }) => {
      const enforcement = first(foundation, "vault_identity_mfa_login_enforcement", named("approvals"));
      enforcement.mfa_method_ids.push(enforcement.mfa_method_ids[0]);
    },
  ],
  [
    "LDAP by user name",
    ["BG022"],
    ({ foundation }) => add(foundation, "vault_ldap_auth_backend", { path: "ldap", username_as_alias: true }),
  ],
  [
    "keys of somebody else",
    ["BG023"],
    ({ foundation }) => {
      first(foundation, "vault_jwt_auth_backend", ({ path }) => path === "break-glass").jwks_url =
        "https://idp.example.com/keys";
    },
  ],
  [
    "leeway",
    ["BG024"],
    ({ breakGlass }) => {
      breakGlassRole(breakGlass).expiration_leeway = 0;
    },
  ],
  [
    "any subject",
    ["BG025"],
    ({ breakGlass }) => {
      breakGlassRole(breakGlass).bound_claims.subject = "*";
    },
  ],
  [
    "two audiences",
    ["BG025"],
    ({ breakGlass }) => {
      breakGlassRole(breakGlass).bound_audiences.push("other");
    },
  ],
  [
    "no limit on approvals",
    ["BG026"],
    ({ foundation }) => {
      first(foundation, "vault_quota_rate_limit", named("break-glass-approvals")).path = "auth/approvals/login";
    },
  ],
  [
    "a periodic token",
    ["BG027"],
    ({ breakGlass }) => {
      breakGlassRole(breakGlass).token_period = 3600;
    },
  ],
  [
    "a token without an end",
    ["BG027"],
    ({ breakGlass }) => {
      delete breakGlassRole(breakGlass).token_explicit_max_ttl;
    },
  ],
  [
    "an approval of an hour",
    ["BG028"],
    ({ breakGlass }) => {
      first(breakGlass, "vault_identity_oidc_role").ttl = 3600;
    },
  ],
  [
    "approvers for a day",
    ["BG029"],
    ({ foundation }) => {
      first(foundation, "vault_auth_backend", ({ path }) => path === "approvals").tune[0].max_lease_ttl = "24h";
    },
  ],
  [
    "from everywhere",
    ["BG030"],
    ({ breakGlass }) => {
      breakGlassRole(breakGlass).token_bound_cidrs = ["0.0.0.0/0"];
    },
  ],
  [
    "from nowhere in particular",
    ["BG030"],
    ({ foundation }) => {
      delete first(foundation, "vault_token_auth_backend_role").token_bound_cidrs;
    },
  ],
  [
    "a second group",
    ["BG031"],
    ({ breakGlass }) => {
      const [group, other] = Object.values<Json>(breakGlass.resource.vault_identity_group).filter(({ name }) =>
        name.startsWith("bg_"),
      );
      other.member_entity_ids.push(group.member_entity_ids[0]);
    },
  ],
  [
    "a second alias",
    ["BG031"],
    ({ breakGlass }) => {
      const alias = first(breakGlass, "vault_identity_entity_alias", ({ name }) => name.startsWith("bg_"));
      add(breakGlass, "vault_identity_entity_alias", { ...alias, name: "other" });
    },
  ],
  [
    "approving themselves by a glob",
    ["BG032"],
    ({ breakGlass }) => {
      first(breakGlass, "vault_policy", named("approver_jonas-weber")).policy +=
        '\npath "identity/oidc/token/approve_jonas*" { capabilities = ["read"] }\n';
      add(breakGlass, "vault_identity_oidc_role", {
        key: "approvals",
        ttl: 60,
        name: "approve_jonas-weber_senior-dba",
        template: '{"subject":"bg_jonas-weber_senior-dba"}',
      });
    },
  ],
  [
    "approving themselves by a group",
    ["BG032"],
    ({ breakGlass }) => {
      first(breakGlass, "vault_policy", named("duty_operators")).policy +=
        '\npath "identity/oidc/token/+" { capabilities = ["read"] }\n';
      add(breakGlass, "vault_identity_oidc_role", {
        key: "approvals",
        ttl: 60,
        name: "approve_tomas-novak_senior-dba",
        template: '{"subject":"bg_tomas-novak_senior-dba"}',
      });
    },
  ],
  [
    "both sides of enrolment",
    ["BG033"],
    ({ breakGlass }) => {
      first(breakGlass, "vault_policy", named("duty_operators")).policy +=
        '\npath "identity/mfa/method/totp/admin-generate" { capabilities = ["update"] }\n';
    },
  ],
  [
    "one approver",
    ["BG034"],
    ({ environment }) => {
      const profile = Object.values(environment.profiles)[0];
      profile?.approvers.splice(1);
      const [approver = ""] = profile?.approvers ?? [];
      // not of the responders' teams, so that this is about their number
      const person = environment.people[approver];
      if (person !== undefined) (person as { team: string }).team = "elsewhere";
    },
  ],
  [
    "approvers of the same team",
    ["BG035"],
    ({ environment }) => {
      for (const person of Object.values(environment.people)) (person as { team: string }).team = "same";
    },
  ],
  [
    "enabled again by every apply",
    ["BG036"],
    ({ breakGlass }) => {
      delete responder(breakGlass).lifecycle;
    },
  ],
  [
    "a credential for a day",
    ["BG040"],
    ({ breakGlass }) => {
      first(breakGlass, "vault_database_secret_backend_role").max_ttl = 86400;
    },
  ],
  [
    "a connection that is not cut",
    ["BG041"],
    ({ breakGlass }) => {
      first(breakGlass, "vault_database_secret_backend_role").revocation_statements = ['DROP ROLE "{{name}}";'];
    },
  ],
  [
    "a superuser",
    ["BG042"],
    ({ breakGlass }) => {
      first(breakGlass, "vault_database_secret_backend_role").creation_statements = [
        'CREATE ROLE "{{name}}" SUPERUSER LOGIN;',
      ];
    },
  ],
  [
    "any role on a connection",
    ["BG043"],
    ({ breakGlass }) => {
      first(breakGlass, "vault_database_secret_backend_connection").allowed_roles = ["*"];
    },
  ],
  [
    "an unverified database",
    ["BG043"],
    ({ breakGlass }) => {
      const { postgresql } = first(breakGlass, "vault_database_secret_backend_connection");
      postgresql.connection_url = postgresql.connection_url.replace("verify-full", "require");
    },
  ],
  [
    "a password in a connection",
    ["BG043", "BG063"],
    ({ breakGlass }) => {
      first(breakGlass, "vault_database_secret_backend_connection").postgresql.password = "a-literal";
    },
  ],
  [
    "certificates of anybody from anywhere",
    ["BG046"],
    ({ breakGlass }) => {
      const role = first(breakGlass, "vault_ssh_secret_backend_role");
      role.allowed_users = "*";
      delete role.default_critical_options;
    },
  ],
  [
    "a certificate that outlives the session",
    ["BG040"],
    ({ breakGlass }) => {
      first(breakGlass, "vault_ssh_secret_backend_role").max_ttl = "86400";
    },
  ],
  [
    "an administrator of RabbitMQ and one of a cluster",
    ["BG047"],
    ({ breakGlass }) => {
      breakGlass.resource.vault_rabbitmq_secret_backend_role = { x: { name: "x", tags: "management,administrator" } };
      breakGlass.resource.vault_kubernetes_secret_backend_role = {
        x: { name: "bg_a_senior-dba_t", token_max_ttl: 60, kubernetes_role_name: "admin" },
      };
    },
  ],
  [
    "leases of RabbitMQ without an end",
    ["BG040"],
    ({ breakGlass }) => {
      breakGlass.resource.vault_mount.x = { type: "rabbitmq", path: "break-glass-rabbitmq/app-server" };
    },
  ],
  [
    "a credential in KV",
    ["BG044"],
    ({ breakGlass }) => {
      first(breakGlass, "boundary_credential_library_vault").path = "break-glass-kv/data/senior-dba_orders-db";
    },
  ],
  [
    "MariaDB users whose connections stay, on a server that nobody verified",
    ["BG041", "BG043"],
    ({ breakGlass }) => {
      const connection = first(breakGlass, "vault_database_secret_backend_connection");
      delete connection.postgresql;
      connection.mysql = { connection_url: "{{username}}:{{password}}@tcp(db:3306)/" };
    },
  ],
  [
    "controllers that log in from anywhere",
    ["BG030"],
    ({ foundation }) => {
      delete first(foundation, "vault_approle_auth_backend_role").token_bound_cidrs;
    },
  ],
  [
    "a static credential",
    ["BG044"],
    ({ breakGlass }) =>
      add(breakGlass, "boundary_credential_username_password", { username: "x", password: "$" + "{var.x}" }),
  ],
  [
    "no rotation",
    ["BG045"],
    ({ breakGlass }) => {
      delete breakGlass.resource.vault_generic_endpoint;
    },
  ],
  [
    "a rotation in another mount",
    ["BG045"],
    ({ breakGlass }) => {
      for (const endpoint of Object.values<Json>(breakGlass.resource.vault_generic_endpoint))
        endpoint.path = endpoint.path.replace(/^.*\/rotate-root\//, "elsewhere/rotate-root/");
    },
  ],
  [
    "a token with a parent",
    ["BG050"],
    ({ breakGlass }) => {
      first(breakGlass, "vault_token").no_parent = false;
    },
  ],
  [
    "a shared token",
    ["BG050"],
    ({ breakGlass }) => {
      const stores = Object.values<Json>(breakGlass.resource.boundary_credential_store_vault);
      stores[1].token = stores[0].token;
    },
  ],
  [
    "Boundary reads all credentials",
    ["BG051"],
    ({ breakGlass }) => {
      first(breakGlass, "vault_policy", ({ name }) => name.startsWith("boundary_")).policy +=
        '\npath "break-glass-postgres/creds/*" { capabilities = ["read"] }\n';
    },
  ],
  [
    "a target of two profiles",
    ["BG052"],
    ({ breakGlass }) => {
      const roles = Object.values<Json>(breakGlass.resource.boundary_role).filter(({ grant_strings: grants }) =>
        grants.join().includes("boundary_target"),
      );
      roles[0].grant_strings.push(...roles[1].grant_strings);
    },
  ],
  [
    "a session without an end",
    ["BG053"],
    ({ breakGlass }) => {
      delete first(breakGlass, "boundary_target").session_max_seconds;
    },
  ],
  [
    "an administrator",
    ["BG054"],
    ({ breakGlass }) => {
      first(breakGlass, "boundary_role", named("duty_auditors")).grant_strings.push("ids=*;type=*;actions=*");
    },
  ],
  [
    "every target",
    ["BG054"],
    ({ breakGlass }) => {
      first(breakGlass, "boundary_role", named("duty_auditors")).grant_strings.push(
        "ids=*;type=target;actions=authorize-session",
      );
    },
  ],
  [
    "anonymous lists",
    ["BG055"],
    ({ breakGlass }) => {
      first(breakGlass, "boundary_role", ({ principal_ids: ids }) => ids.includes("u_anon")).grant_strings.push(
        "ids=*;type=scope;actions=list",
      );
    },
  ],
  [
    "roles that nobody declared",
    ["BG056"],
    ({ breakGlass }) => {
      delete first(breakGlass, "boundary_scope").auto_create_admin_role;
    },
  ],
  [
    "everybody into Boundary",
    ["BG057"],
    ({ breakGlass }) => {
      first(breakGlass, "vault_identity_oidc_client").assignments = ["allow_all"];
    },
  ],
  [
    "a login of any age",
    ["BG057"],
    ({ breakGlass }) => {
      delete first(breakGlass, "boundary_auth_method_oidc").max_age;
    },
  ],
  [
    "too long in all",
    ["BG060"],
    ({ environment }) => {
      (environment as { longestAccess: number }).longestAccess = 3600;
    },
  ],
  [
    "state on a laptop",
    ["BG061"],
    ({ breakGlass }) => {
      breakGlass.terraform.backend = { local: {} };
    },
  ],
  [
    "state without a lock",
    ["BG061"],
    ({ foundation }) => {
      foundation.terraform.backend.s3.use_lockfile = false;
    },
  ],
  [
    "TLS that nobody checks",
    ["BG062"],
    ({ breakGlass }) => {
      breakGlass.provider.vault[0].skip_tls_verify = true;
    },
  ],
  [
    "a token in a description",
    ["BG063"],
    ({ breakGlass }) => {
      first(breakGlass, "boundary_scope").description = `hvs.${"x".repeat(24)}`;
    },
  ],
  [
    "two environments in one Vault",
    ["BG064"],
    (change) => {
      change.twin = true;
    },
  ],
  [
    "a review that is due",
    ["BG070"],
    ({ environment }) => {
      const person = Object.values(environment.people)[0];
      (person as { reviewDue: string }).reviewDue = "2026-10-31";
    },
  ],
  [
    "a drill of last year",
    ["BG071"],
    (change) => {
      change.lastDrill = { started: "2025-10-20T09:00:00.000Z", passed: true, profile: "senior-dba" };
    },
  ],
  [
    "an audit device that goes",
    ["BG080"],
    (change) => {
      change.plan = [{ address: "vault_audit.x", type: "vault_audit", actions: ["delete", "create"] }];
    },
  ],
  [
    "an exception of nothing",
    ["BG090"],
    ({ environment }) => {
      environment.exceptions.push({ rule: "BG010", reason: "none", owner: "platform", expires: "2027-01-01" });
    },
  ],
  [
    "an exception that is over",
    ["BG091"],
    ({ environment, foundation }) => {
      const [name = ""] = Object.keys(foundation.resource.vault_audit);
      foundation.resource.vault_audit = { [name]: foundation.resource.vault_audit[name] };
      environment.vault.exceptions.push({ rule: "BG010", reason: "a move", owner: "platform", expires: "2026-10-01" });
    },
  ],
];

test("every sample passes every rule", () => {
  const stacks = new Map(
    samples.environments.map(({ environment: { environment } }) => [
      environment,
      Object.fromEntries(
        ["foundation", "break-glass"].map((name) => [`${environment}-${name}`, synthesized[`${environment}-${name}`]]),
      ),
    ]),
  );
  const outcomes = checkGuardrails(samples, stacks);
  expect(
    outcomes.flatMap(({ findings }) =>
      findings.map(({ rule, construct, value }) => `${rule.id} ${construct} ${value}`),
    ),
  ).toEqual([]);
  expect(RULES.length).toBeGreaterThanOrEqual(30);
});

test.each(MUTATIONS)("%s", (_, rules, change) => expect(failing(change)).toEqual(rules));

test("every rule has a mutation, and an exception beside the place keeps it quiet", () => {
  const mutated = new Set(MUTATIONS.flatMap(([, rules]) => rules));
  expect(RULES.map(({ id }) => id).filter((id) => !mutated.has(id))).toEqual([]);
  const excepted = failing(({ foundation, environment }) => {
    const [name = ""] = Object.keys(foundation.resource.vault_audit);
    foundation.resource.vault_audit = { [name]: foundation.resource.vault_audit[name] };
    environment.vault.exceptions.push({ rule: "BG010", reason: "a move", owner: "platform", expires: "2027-01-01" });
  });
  expect(excepted).toEqual([]);
});
