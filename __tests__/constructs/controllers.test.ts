import { HostSet, type Hosts } from "../../constructs/boundary/host-set";
import { agentConfig } from "../../constructs/vault/agent-config";
import { BoundaryCertificates } from "../../constructs/vault/boundary-certificates";
import { BoundaryKeys, KEY_PURPOSES, kmsBlocks } from "../../constructs/vault/boundary-keys";
import { WrittenSecret } from "../../constructs/vault/written-secret";
import { certificateParameters } from "../../policies/certificate-request";
import { parsePolicy } from "../../policies/parse-policy";
import { all, type Json, only, synth } from "./synth";

const CERTIFICATE = { names: ["boundary.example.com", "b2.example.com"], addresses: ["10.0.0.5"], ttl: 3600 };
const certificates = (authority: "intermediate" | "root", change: object = {}): Json =>
  synth((scope) => {
    const props = { ...CERTIFICATE, authority, vaultAddress: "https://vault.example.com", ...change };
    new BoundaryCertificates(scope, "x", { ...props, controllerCidrs: ["10.0.0.0/28"] });
  });

describe("Boundary's certificates", () => {
  test("are for exactly its names, of a server, of hours", () => {
    const role = only(certificates("root"), "vault_pki_secret_backend_role");
    expect(role).toMatchObject({
      allowed_domains: CERTIFICATE.names,
      allow_subdomains: false,
      allow_glob_domains: false,
      allow_wildcard_certificates: false,
      allow_localhost: false,
      client_flag: false,
      server_flag: true,
      max_ttl: "3600",
    });
    expect(only(certificates("root", { addresses: [] }), "vault_pki_secret_backend_role").allow_ip_sans).toBe(false);
  });

  test("the controllers may ask for exactly what the agent asks for", () => {
    const rules = parsePolicy(only(certificates("root"), "vault_policy").policy);
    const rule = rules.find(({ path }) => path === "break-glass-pki/issue/boundary");
    const asked = certificateParameters(CERTIFICATE);
    expect(rule?.allowedParameters).toEqual(asked);
    expect(rule?.requiredParameters).toEqual(Object.keys(asked).sort());
    expect(rules.map(({ path }) => path).filter((path) => /[*+]/.test(path))).toEqual([]);
    const config = agentConfig({
      ...CERTIFICATE,
      vaultAddress: "https://vault.example.com",
      roleIdFile: "/r",
      secretIdFile: "/s",
      destination: "/d",
      reload: ["true"],
    });
    for (const [key, values] of Object.entries(asked)) expect(config).toContain(`"${key}=${values.join(",")}"`);
  });

  test("their login is bound to the controllers, without the default policy", () => {
    expect(only(certificates("root"), "vault_approle_auth_backend_role")).toMatchObject({
      token_bound_cidrs: ["10.0.0.0/28"],
      secret_id_bound_cidrs: ["10.0.0.0/28"],
      token_no_default_policy: true,
    });
  });

  test("an issuer's key stays in Vault, whoever signs it", () => {
    expect(only(certificates("root"), "vault_pki_secret_backend_root_cert")).toMatchObject({ type: "internal" });
    const intermediate = certificates("intermediate");
    expect(only(intermediate, "vault_pki_secret_backend_intermediate_cert_request")).toMatchObject({
      type: "internal",
    });
    expect(all(intermediate, "vault_pki_secret_backend_root_cert")).toEqual([]);
    expect(only(intermediate, "vault_pki_secret_backend_config_auto_tidy")).toMatchObject({ enabled: true });
    expect(only(intermediate, "vault_pki_secret_backend_crl_config")).toMatchObject({ auto_rebuild: true });
  });
});

test("Boundary's keys rotate, are never exported, and are used by an orphan periodic token", () => {
  const json = synth((scope) => new BoundaryKeys(scope, "x", { rotation: 86_400, controllerCidrs: ["10.0.0.0/28"] }));
  expect(all(json, "vault_transit_secret_backend_key").map(({ name }) => name)).toEqual([...KEY_PURPOSES].sort());
  for (const key of all(json, "vault_transit_secret_backend_key"))
    expect(key).toMatchObject({ auto_rotate_period: 86_400, exportable: false, deletion_allowed: false });
  expect(only(json, "vault_token_auth_backend_role")).toMatchObject({
    orphan: true,
    renewable: true,
    token_period: 86_400,
    token_bound_cidrs: ["10.0.0.0/28"],
  });
  const { policy } = only(json, "vault_policy");
  for (const purpose of KEY_PURPOSES) {
    expect(policy).toContain(`"break-glass-transit/encrypt/${purpose}"`);
    expect(kmsBlocks("https://vault.example.com")).toContain(`purpose         = "${purpose}"`);
  }
  expect(policy).not.toContain("*");
});

test("a secret that no resource can keep out of state is written by the client, from its standard input", () => {
  const json = synth((scope) => {
    new WrittenSecret(scope, "x", {
      variable: "queue_admin_password",
      description: "d",
      version: 2,
      vaultAddress: "https://vault.example.com",
      path: "rabbitmq/config/connection",
      key: "password",
      values: { username: 'a"b' },
    });
  });
  expect(json.variable.queue_admin_password).toMatchObject({ ephemeral: true, sensitive: true });
  const data = only(json, "terraform_data");
  expect(data.triggers_replace).toContain(2);
  const { command, environment } = data.provisioner[0]["local-exec"];
  expect(command).not.toContain("password");
  expect(environment.REQUEST).toContain("var.queue_admin_password");
  expect(environment.REQUEST).toContain('"username" = "a\\"b"');
});

describe("host sets", () => {
  const declared = (hosts: Hosts) =>
    synth((scope) => new HostSet(scope, "x", { projectId: "p", name: "orders-db", hosts }));

  test("a list", () => {
    const json = declared({ kind: "static", addresses: ["10.0.0.1", "10.0.0.2"] });
    expect(all(json, "boundary_host_static").map(({ address }) => address)).toEqual(["10.0.0.1", "10.0.0.2"]);
    expect(only(json, "boundary_host_set_static").host_ids).toHaveLength(2);
  });

  test.each<Hosts>([
    { kind: "aws", region: "r", roleArn: "arn", filters: ["tag:a=b"] },
    { kind: "gcp", project: "p", zone: "z", filters: ["labels.a=b"] },
    { kind: "azure", tenantId: "t", subscriptionId: "s", clientId: "c", filter: "tagName eq 'a'" },
  ])("of $kind: no secret but Azure's, which is a sensitive variable", (hosts) => {
    const json = declared(hosts);
    const catalog = only(json, "boundary_host_catalog_plugin");
    expect(catalog.plugin_name).toBe(hosts.kind);
    expect(JSON.parse(catalog.attributes_json)).toMatchObject({ disable_credential_rotation: true });
    expect(JSON.parse(only(json, "boundary_host_set_plugin").attributes_json)).not.toEqual({});
    const variables = Object.values<Json>(json.variable ?? {});
    expect(variables.length).toBe(hosts.kind === "azure" ? 1 : 0);
    for (const variable of variables) expect(variable.sensitive).toBe(true);
  });
});
