import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { ENGINES } from "../../constructs/engines";
import { type Engine, mountOf } from "../../constructs/engines/engine";
import { readSshCertificate } from "../../constructs/engines/ssh-certificate";
import { all, type Json, only, synth } from "./synth";

const CA = "-----BEGIN CERTIFICATE-----";
const SSH_ROLE = "vault_ssh_secret_backend_role";
const CERTIFICATE =
  "ssh-ed25519-cert-v01@openssh.com AAAAIHNzaC1lZDI1NTE5LWNlcnQtdjAxQG9wZW5zc2guY29tAAAAIB+UE8W7t/8TOyvjWOVO4usU/pAUNXpm49MpDa1Lc0UDAAAAIMKH1Cv+SOCya4dwG9dhdsryJLtF9YO4AgX75uASUooIAAAAAAAAAAAAAAABAAAACGluY2lkZW50AAAADgAAAANvbmUAAAADdHdvAAAAAGlVuQAAAAAAaVXHEAAAAAAAAACCAAAAFXBlcm1pdC1YMTEtZm9yd2FyZGluZwAAAAAAAAAXcGVybWl0LWFnZW50LWZvcndhcmRpbmcAAAAAAAAAFnBlcm1pdC1wb3J0LWZvcndhcmRpbmcAAAAAAAAACnBlcm1pdC1wdHkAAAAAAAAADnBlcm1pdC11c2VyLXJjAAAAAAAAAAAAAAAzAAAAC3NzaC1lZDI1NTE5AAAAIGr5DJCbjAsecFOdhfeNwfPn0Nm6TBhfD2braBnTMI58AAAAUwAAAAtzc2gtZWQyNTUxOQAAAEB8s6/oB8rC/cs7aVRAHddYYKyqF8y7ZrPO3I4Qp5NYQVkcbREuN3Ts611iBQPLrUqcqXevzVT399EGG0EnTvAF";
const NAMES = { roleName: "bg_a_p_t", profile: "p", target: "t" };

/** A target and an access of each kind, as the schema would give them. */
const EXAMPLES: Record<string, Record<"target" | "access", Record<string, unknown>>> = {
  postgres: { target: { database: "orders", adminUsername: "v", adminPasswordVersion: 1 }, access: { role: "dba" } },
  mysql: { target: { edition: "mariadb", adminUsername: "v", adminPasswordVersion: 1 }, access: { role: "dba" } },
  mongodb: {
    target: { adminUsername: "v", adminPasswordVersion: 1 },
    access: { database: "orders", role: "readWrite" },
  },
  mssql: { target: { database: "orders", adminUsername: "v", adminPasswordVersion: 1 }, access: { role: "dba" } },
  ssh: {
    target: { hostKey: "ssh-ed25519 AAAA", credentials: "brokered" },
    access: { user: "admin", validity: 300, permit: [] },
  },
  rabbitmq: {
    target: { adminUsername: "v", adminPasswordVersion: 1 },
    access: { vhost: "/", configure: "^$", write: ".*", read: ".*", tag: "management" },
  },
  kubernetes: {
    target: { caCertificate: CA, serviceAccountVersion: 1 },
    access: { namespace: "orders", role: "edit", roleType: "ClusterRole" },
  },
  kv: { target: { probe: "/" }, access: { account: "admin" } },
  tcp: { target: {}, access: {} },
};

/** What an engine declares for one target and one access. */
function declared(engine: Engine, change: { target?: object; access?: object; session?: number } = {}): Json {
  const { target, access } = EXAMPLES[engine.kind] ?? { target: {}, access: {} };
  return synth((scope) => {
    const { mount } = engine;
    const mountPath = mount?.declare(scope, "mount", mountOf(mount, "t")).path ?? "";
    const props = { address: "host.example.com", port: 4711, ...target, ...change.target };
    engine
      .declareTarget(scope, "target", {
        name: "t",
        target: props,
        roleNames: ["bg_a_p_t"],
        longestSession: 3600,
        mountPath,
        vaultAddress: "https://vault.example.com",
      })
      .declareAccess(scope, "access", {
        ...NAMES,
        access: { ...access, ...change.access },
        limits: { session: change.session ?? 1800, connections: 3 },
        workerCidrs: ["10.1.0.0/16"],
      });
  });
}

const engine = (kind: string) => ENGINES.find((each) => each.kind === kind) as Engine;

test("each kind has an example here, and what it takes from the YAML is what its schema has", () => {
  expect(Object.keys(EXAMPLES)).toEqual(ENGINES.map(({ kind }) => kind));
  for (const { kind, accessShape } of ENGINES) {
    expect(Object.keys(z.strictObject(accessShape).shape).sort()).toEqual(
      Object.keys(EXAMPLES[kind]?.access ?? {}).sort(),
    );
  }
});

test("each kind has its section in docs/targets.md", () => {
  const page = readFileSync(join(__dirname, "..", "..", "docs", "targets.md"), "utf8");
  for (const { kind } of ENGINES) {
    expect(page).toContain(`\n| \`${kind}\` |`);
    expect(page).toContain(`\n## ${kind}\n`);
  }
});

describe.each(ENGINES.filter(({ credential }) => credential !== undefined))("$kind", (each) => {
  const { target = {}, access = {} } = EXAMPLES[each.kind] ?? {};

  test("a credential is below a mount of break-glass, of one responder, profile and target", () => {
    const request = each.credential?.(NAMES, access, target);
    expect(request?.path).toMatch(/^break-glass-[\w-]+(\/t)?\/(creds|issue|data)\/(bg_a_p_t|p_t)$/);
    expect(each.mount).toBeDefined();
    if (each.rotation === undefined) expect(request?.path).toContain("bg_a_p_t");
  });

  test("it ends: by a lease, by its own life, or by a rotation", () => {
    const { leases } = each.credential?.(NAMES, access, target) ?? {};
    expect([leases, each.outlives, each.rotation].filter((end) => end !== undefined)).toHaveLength(1);
  });

  test("no password, token or key is in what is synthesized", () => {
    const json = declared(each);
    for (const [name, variable] of Object.entries<Json>(json.variable ?? {})) {
      expect(variable).toMatchObject({ ephemeral: true, sensitive: true });
      const places = JSON.stringify(json.resource).split(`var.${name}`).length - 1;
      expect(places).toBe(1);
    }
    expect(JSON.stringify(json.resource)).not.toMatch(/"(password|service_account_jwt|private_key)":/);
  });
});

describe("databases", () => {
  test.each(["postgres", "mysql", "mongodb", "mssql"])("%s: a write-only password that is rotated at once", (kind) => {
    const json = declared(engine(kind));
    const connection = only(json, "vault_database_secret_backend_connection");
    const plugin = Object.values<Json>(connection).find((value) => value?.connection_url !== undefined);
    expect(plugin).toMatchObject({ password_wo: "$" + "{var.t_admin_password}", password_wo_version: 1 });
    expect(connection.allowed_roles).toEqual(["bg_a_p_t"]);
    const rotation = only(json, "vault_generic_endpoint");
    expect(rotation.path).toMatch(/\/rotate-root\/t$/);
    expect(rotation.lifecycle.replace_triggered_by[0]).toMatch(/password_wo_version$/);
    expect(only(json, "vault_database_secret_backend_role")).toMatchObject({ max_ttl: 1800, default_ttl: 1800 });
  });

  test("postgres: nothing that could outlive the end", () => {
    const role = only(declared(engine("postgres")), "vault_database_secret_backend_role");
    const [refusal, creation] = role.creation_statements;
    expect(refusal).toContain("rolcreaterole");
    expect(creation).toMatch(/NOSUPERUSER NOCREATEROLE NOCREATEDB .*CONNECTION LIMIT 3 .*VALID UNTIL .*IN ROLE "dba"/);
    for (const word of ["NOLOGIN", "pg_terminate_backend", "DROP OWNED", "DROP ROLE"])
      expect(role.revocation_statements[0]).toContain(word);
  });

  test.each([
    ["mariadb", "KILL HARD CONNECTION USER"],
    ["mysql", "CALL break_glass.end_user"],
  ])("%s: the login is taken before its connections are cut and the user is dropped", (edition, cut) => {
    const role = only(declared(engine("mysql"), { target: { edition } }), "vault_database_secret_backend_role");
    const order = ["ACCOUNT LOCK", cut, "DROP USER"].map((word) =>
      role.revocation_statements.findIndex((statement: string) => statement.includes(word)),
    );
    expect(order).toEqual([0, 1, 2]);
    expect(role.creation_statements[0]).toContain("Grant_priv");
    expect(role.creation_statements[1]).toMatch(/REQUIRE SSL WITH MAX_USER_CONNECTIONS 3/);
  });
});

describe("SSH certificates", () => {
  test("one principal, from the workers alone, a terminal and nothing else", () => {
    const role = only(declared(engine("ssh")), "vault_ssh_secret_backend_role");
    expect(role).toMatchObject({
      allowed_users: "bg_a_p_t",
      default_user: "bg_a_p_t",
      key_id_format: "bg_a_p_t",
      allow_host_certificates: false,
      allow_user_key_ids: false,
      allowed_extensions: "permit-pty",
      default_critical_options: { "source-address": "10.1.0.0/16" },
      ttl: "300",
      max_ttl: "300",
    });
  });

  test("forwarding where it is asked for; no life beyond the session's", () => {
    const role = only(declared(engine("ssh"), { access: { permit: ["port-forwarding"] }, session: 60 }), SSH_ROLE);
    expect(role.allowed_extensions).toBe("permit-pty,permit-port-forwarding");
    expect(role.max_ttl).toBe("60");
  });

  test("injected ones are for the account itself too", () => {
    const role = only(declared(engine("ssh"), { target: { credentials: "injected" } }), SSH_ROLE);
    expect(role.allowed_users).toBe("bg_a_p_t,admin");
  });

  test("a certificate of OpenSSH is read; anything else is refused", () => {
    // made by ssh-keygen: -I incident -n one,two -V 20260101000000Z:20260101010000Z
    expect(readSshCertificate(CERTIFICATE)).toEqual({
      keyId: "incident",
      principals: ["one", "two"],
      validBefore: Date.UTC(2026, 0, 1, 1) / 1000,
    });
    expect(() => readSshCertificate("ssh-ed25519 AAAA")).toThrow("not an ed25519 certificate");
  });
});

test("RabbitMQ: leases of a target end with its longest session, and no tag grants rights to others", () => {
  const json = declared(engine("rabbitmq"));
  expect(JSON.parse(only(json, "vault_generic_endpoint").data_json)).toEqual({ max_ttl: 3600, ttl: 3600 });
  expect(only(json, "vault_rabbitmq_secret_backend_role")).toMatchObject({ tags: "management" });
  expect(only(json, "vault_mount").path).toBe("break-glass-rabbitmq/t");
});

test("Kubernetes: one namespace, one role, a token that ends", () => {
  const { target = {}, access = {} } = EXAMPLES["kubernetes"] ?? {};
  const request = engine("kubernetes").credential?.(NAMES, access, target);
  expect(request?.parameters).toEqual({ kubernetes_namespace: "orders" });
  expect(only(declared(engine("kubernetes")), "vault_kubernetes_secret_backend_role")).toMatchObject({
    allowed_kubernetes_namespaces: ["orders"],
    kubernetes_role_name: "edit",
    token_max_ttl: 1800,
    name_template: "bg-a-p-t-{{random 8 | lowercase}}",
  });
});

test("a static credential is new at each rotation, and says that it is static", () => {
  const { rotation, title } = engine("kv");
  const bodies = [1, 2].map(() => JSON.stringify(rotation?.(NAMES, { account: "admin" }).body()));
  expect(bodies[0]).not.toBe(bodies[1]);
  expect(bodies[0]).toContain('"username":"admin"');
  expect(title).toContain("STATIC");
  expect(all(declared(engine("kv")), "vault_mount")[0]).toMatchObject({ type: "kv", options: { version: "2" } });
});
