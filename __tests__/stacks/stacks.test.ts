import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Policy } from "@cdktf/provider-vault/lib/policy";
import { App, dependable, Fn, TerraformOutput, TerraformStack, TerraformVariable } from "cdktf";
import * as fc from "fast-check";
import { loadEnvironments } from "../../config/load";
import { ENGINES } from "../../constructs/engines";
import { synthesize } from "../../operations/synthesize";
import { buildApp } from "../../stacks/app";
import { stackJson } from "../../stacks/stack-json";
import { breakGlass } from "../commands/call";
import { changed, ENVIRONMENTS, OPTIONS, SAMPLES } from "../sample";
import { environmentWith, type Json, jsonOf, loadSamples, resources, stacksOf } from "../synthesized";
import { temporaryFolder } from "../temporary-folder";

const PROJECT = join(__dirname, "..", "..");
const samples = loadSamples();
const synthesized = jsonOf(samples);

describe.each(Object.keys(synthesized).sort())("%s", (name) => {
  const stack = synthesized[name] as Json;

  test("names state, Terraform's version and the providers' versions", () => {
    expect(Object.keys(stack.terraform.backend)).toHaveLength(1);
    expect(stack.terraform.required_version).toBe(">= 1.11.0");
    expect(stack.terraform.required_providers.vault.version).toBe("5.6.0");
  });
});

test("no stack depends on another: different identities apply them, each alone", () => {
  const { stacks } = buildApp(samples, { ...OPTIONS, bootstrap: true }, { outdir: temporaryFolder() });
  for (const stack of [...stacks.values()].flat())
    expect([stack.node.id, stack.dependencies]).toEqual([stack.node.id, []]);
});

/** The provider that each Boundary resource names, by its id in Terraform. */
const boundaryProviders = (stack: Json) =>
  new Map<string, string>(
    Object.entries<Json>(stack.resource)
      .filter(([type]) => type.startsWith("boundary_"))
      .flatMap(([type, byId]) =>
        Object.entries<Json>(byId).map(([id, { provider }]) => [`${type}.${id}`, provider ?? "boundary"] as const),
      ),
  );

describe("Boundary's resources are spread over its providers", () => {
  const declared = ["boundary", "boundary.boundary_1", "boundary.boundary_2", "boundary.boundary_3"];

  test.each(SAMPLES)("%s declares every one, used or not", (name) => {
    const stack: Json = synthesized[`${name}-break-glass`];
    const aliases: (string | undefined)[] = stack.provider.boundary.map(({ alias }: Json) => alias);
    expect(aliases.map((alias) => (alias === undefined ? "boundary" : `boundary.${alias}`))).toEqual(declared);
    for (const provider of boundaryProviders(stack).values()) expect(declared).toContain(provider);
  });

  test("none has much more than its part", () => {
    const used = SAMPLES.flatMap((name) => [...boundaryProviders(synthesized[`${name}-break-glass`]).values()]);
    for (const each of declared) {
      const part = used.filter((provider) => provider === each).length / used.length;
      expect(part).toBeGreaterThan(0.15);
      expect(part).toBeLessThan(0.35);
    }
  });

  test("what comes or goes beside a resource leaves its provider alone", () => {
    const before = boundaryProviders(synthesized["prod-break-glass"]);
    const profile = Object.keys(environmentWith("prod").profiles)[0] ?? "";
    const smaller = stacksOf(environmentWith("prod", [["profiles", profile]]))["prod-break-glass"];
    const after = boundaryProviders(smaller);
    expect(after.size).toBeLessThan(before.size);
    for (const [id, provider] of after) expect(provider).toBe(before.get(id));
  });
});

test("three samples are six stacks, and everything declared is emitted", () => {
  const outdir = temporaryFolder();
  const counts = synthesize(buildApp(samples, OPTIONS, { outdir }), samples);
  expect(readdirSync(join(outdir, "stacks")).sort()).toEqual(
    SAMPLES.flatMap((name) => [`${name}-break-glass`, `${name}-foundation`]).sort(),
  );
  for (const [stack, count] of [...counts.values()].flatMap((stacks) => [...stacks])) {
    const json: Json = JSON.parse(readFileSync(join(outdir, "stacks", stack, "cdk.tf.json"), "utf8"));
    const emitted = Object.values<Json>(json.resource).flatMap((byType) => Object.keys(byType));
    expect(emitted).toHaveLength(count);
  }
});

test("a stack's JSON is what cdktf's own, slower way makes of it", () => {
  for (const stacks of buildApp(samples, { bootstrap: true }).stacks.values()) {
    for (const stack of stacks) {
      const slow = TerraformStack.prototype.toTerraform.call(stack);
      expect(JSON.stringify(stack.toTerraform())).toBe(JSON.stringify(slow));
    }
  }
});

test("any text, with any tokens in it, becomes what cdktf makes of it", () => {
  const literal = fc.constantFrom(
    "a",
    " ",
    "\n",
    '"',
    "{",
    "}",
    "$",
    "%",
    "${",
    "%{",
    "$${",
    "{{identity.entity.id}}",
    "1e+21",
  );
  const pieces = fc.array(fc.oneof(literal, fc.constantFrom("reference", "resource", "function", "number")), {
    maxLength: 6,
  });
  fc.assert(
    fc.property(fc.array(pieces, { minLength: 1, maxLength: 5 }), (texts) => {
      const stack = new TerraformStack(new App({ outdir: temporaryFolder() }), "stack");
      const secret = new TerraformVariable(stack, "secret", { type: "string" });
      const tokens: Readonly<Record<string, () => string>> = {
        reference: () => secret.stringValue,
        resource: () =>
          dependable(new Policy(stack, `policy-${stack.node.children.length}`, { name: "a", policy: "" })),
        function: () => Fn.upper(secret.stringValue),
        number: () => `${secret.numberValue}`,
      };
      const values = texts.map((parts) => parts.map((part) => tokens[part]?.() ?? part).join(""));
      new TerraformOutput(stack, "values", { value: { values, [values[0] ?? ""]: values } });
      const theirs = TerraformStack.prototype.toTerraform.call(stack);
      const ours = stackJson(stack, stack.node.tryGetContext("cdktfVersion"), {});
      expect(JSON.stringify(ours)).toBe(JSON.stringify(theirs));
    }),
  );
});

test("the same bytes in another folder, time zone and locale", () => {
  const run = (cwd: string, env: Record<string, string>) => {
    const outdir = temporaryFolder();
    const environment = {
      PATH: process.env["PATH"],
      ENVIRONMENTS_DIR: OPTIONS.environments,
      DRILLS_DIR: OPTIONS.drills,
      CDKTF_OUTDIR: outdir,
      ...env,
    };
    const table = execFileSync(process.execPath, [join(PROJECT, "commands", "launch.js"), "synth", "--json"], {
      cwd,
      env: environment,
    });
    const files = readdirSync(outdir, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".json"))
      .sort();
    return [table.toString(), ...files.map((file) => `${file}\n${readFileSync(join(outdir, file), "utf8")}`)].join(
      "\n",
    );
  };
  const first = run(PROJECT, { TZ: "UTC", LC_ALL: "C" });
  expect(run(tmpdir(), { TZ: "Pacific/Kiritimati", LC_ALL: "tr_TR.UTF-8", LANG: "tr_TR.UTF-8" })).toBe(first);
  expect(first).toContain('"stack": "prod-break-glass"');
});

describe("a person in two profiles, approved for one, reaches nothing of the other", () => {
  const pairs = samples.environments.flatMap(({ environment }) =>
    Object.keys(environment.people).flatMap((person) => {
      const own = Object.keys(environment.profiles).filter((id) =>
        environment.profiles[id]?.responders.includes(person),
      );
      return own.flatMap((a) =>
        own.filter((b) => b !== a).map((b) => [environment.environment, person, a, b] as const),
      );
    }),
  );

  test("the samples have such people", () => expect(pairs.length).toBeGreaterThanOrEqual(8));

  test.each(pairs)("%s: %s, %s and not %s", (environment, person, approved, other) => {
    const stack = synthesized[`${environment}-break-glass`] as Json;
    const address = (type: string, name: string, key?: string) => {
      const resource = resources(stack, type, key).get(name);
      const id = Object.entries<Json>(stack.resource[type]).find(([, value]) => value === resource)?.[0];
      return `\${${type}.${id}.id}`;
    };
    const entity = `bg_${person}_${approved}`;
    const entityId = address("vault_identity_entity", entity);

    // one group, one alias, no policy of its own
    const groups = [...resources(stack, "vault_identity_group").values()];
    expect(groups.filter((group) => group.member_entity_ids.includes(entityId)).map(({ name }) => name)).toEqual([
      `bg_${approved}`,
    ]);
    const aliases = [...resources(stack, "vault_identity_entity_alias").values()];
    expect(aliases.filter((alias) => alias.canonical_id === entityId)).toHaveLength(1);
    expect(resources(stack, "vault_identity_entity").get(entity).policies).toEqual([]);

    // the approval logs in to its own profile alone
    const approval = resources(stack, "vault_identity_oidc_role").get(`approve_${person}_${approved}`);
    expect(approval.template).toContain(`"subject":"${entity}","profile":"${approved}"`);
    const roles = resources(stack, "vault_jwt_auth_backend_role", "role_name");
    expect(roles.get(approved).bound_claims).toMatchObject({ profile: approved });
    expect(roles.get(other).bound_claims.profile).toBe(other);
    expect(roles.get(other).bound_claims.subject.split(",")).not.toContain(entity);

    // Boundary's role of the other profile is for another group, and shares no target
    const boundaryRoles = resources(stack, "boundary_role");
    const targetsOf = (profile: string) =>
      boundaryRoles.get(`bg_${profile}`).grant_strings[0].match(/boundary_target\.[^}]+/g);
    expect(targetsOf(approved).filter((id: string) => targetsOf(other).includes(id))).toEqual([]);
    const groupFilters = resources(stack, "boundary_managed_group");
    expect(groupFilters.get(`bg_${other}`).filter).toBe(`"bg_${other}" in "/token/groups"`);

    // the other profile's token of Boundary cannot read a credential of this entity
    const policies = [...resources(stack, "vault_policy").values()];
    const store = policies.filter(({ name }) => name.startsWith(`boundary_${other}_`));
    for (const { policy } of store) expect(policy).not.toContain(`/${entity}_`);
  });
});

test("an approver never holds their own approval", () => {
  for (const { environment } of samples.environments) {
    const policies = resources(synthesized[`${environment.environment}-break-glass`], "vault_policy");
    for (const [person, { roles }] of Object.entries(environment.people)) {
      if (!roles.includes("approver")) continue;
      const { policy } = policies.get(`approver_${person}`);
      expect(policy).not.toContain(`approve_${person}_`);
      expect(policy).not.toMatch(/identity\/oidc\/token\/[^"]*[*+]/);
    }
  }
});

test("everything of a foundation depends on its audit devices", () => {
  for (const name of SAMPLES) {
    const all: Record<string, Record<string, Json>> = (synthesized[`${name}-foundation`] as Json).resource;
    const ids = new Map(
      Object.entries(all).flatMap(([type, list]) =>
        Object.entries(list).map(([id, value]) => [`${type}.${id}`, value]),
      ),
    );
    const waits = (address: string, seen = new Set<string>()): boolean => {
      if (address.startsWith("vault_audit")) return true;
      if (seen.has(address)) return false;
      seen.add(address);
      const text = JSON.stringify({ ...ids.get(address), "//": undefined });
      return [...ids.keys()].some((other) => other !== address && text.includes(other) && waits(other, seen));
    };
    expect([...ids.keys()].filter((address) => !waits(address))).toEqual([]);
  }
});

test("a secret that is given to Terraform is nowhere in what is synthesized", () => {
  const canary = "canary-7f3a91";
  const outdir = temporaryFolder();
  const secrets = [
    "VAULT_TOKEN",
    "TF_VAR_boundary_password",
    "TF_VAR_orders_db_admin_password",
    "TF_VAR_ledger_db_admin_password",
    "TF_VAR_payments_db_admin_password",
    "TF_VAR_staff_oidc_client_secret",
    "TF_VAR_recovery_kms_hcl",
    "AWS_SECRET_ACCESS_KEY",
    "PG_CONN_STR",
  ];
  const env = {
    PATH: process.env["PATH"],
    CDKTF_OUTDIR: outdir,
    ENVIRONMENTS_DIR: ENVIRONMENTS,
    BOOTSTRAP: "1",
    ...Object.fromEntries(secrets.map((name) => [name, `${canary}-${name}`])),
  };
  const output = execFileSync(process.execPath, [join(PROJECT, "commands", "launch.js"), "synth"], {
    cwd: PROJECT,
    env,
  }).toString();
  const files = readdirSync(outdir, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".json"));
  expect(files).toHaveLength(10); // nine stacks and the manifest
  for (const text of [output, ...files.map((file) => readFileSync(join(outdir, file), "utf8"))])
    expect(text).not.toContain(canary);
  expect(readFileSync(join(outdir, "stacks", "prod-break-glass", "cdk.tf.json"), "utf8")).toMatch(/"ephemeral": true/);
});

describe("the program", () => {
  test("refuses a broken configuration with 1, writes nothing and shows no stack", () => {
    const outdir = join(temporaryFolder(), "out");
    const folder = temporaryFolder();
    writeFileSync(join(folder, "dev.yaml"), "environment: dev\nowner: 7\n");
    const { status, stderr } = spawnSync(process.execPath, [join(PROJECT, "commands", "launch.js"), "synth"], {
      encoding: "utf8",
      env: { PATH: process.env["PATH"], ENVIRONMENTS_DIR: folder, CDKTF_OUTDIR: outdir },
    });
    expect(status).toBe(1);
    expect(stderr).toContain("dev.yaml:2:8 wrong-type owner = 7");
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(existsSync(outdir)).toBe(false);
  });

  test.each([
    [["--jsom"], "Unknown option '--jsom'. Did you mean --json?"],
    [["--as-of", "2026-02-30"], "allowed: a date such as"],
    [["--environment", "nowhere"], "There is no nowhere.yaml"],
    [["--environments", "/nowhere"], "There is no folder"],
  ])("%j is a usage error", async (args, message) => {
    const { status, stderr } = await breakGlass(["synth", ...args], { ENVIRONMENTS_DIR: ENVIRONMENTS });
    expect(status).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

test("lab is synthesized only by its name, and a snapshot is not an environment", () => {
  const environments = temporaryFolder();
  for (const name of ["dev", "lab"])
    writeFileSync(join(environments, `${name}.yaml`), changed("dev", [["environment"], name]));
  writeFileSync(join(environments, "dev.snapshot.yaml"), "resources of dev\n");
  const names = (options: object) =>
    loadEnvironments({ ...OPTIONS, environments, asOf: samples.asOf, ...options }, ENGINES).environments.map(
      ({ environment }) => environment.environment,
    );
  expect(names({})).toEqual(["dev"]);
  expect(names({ environment: "lab" })).toEqual(["lab"]);
  expect(() => names({ environment: "dev.snapshot" })).toThrow("there are: dev, lab");
});

test.each([
  ["duo", { kind: "duo", apiHostname: "api.example.com" }, "vault_identity_mfa_duo"],
  ["okta", { kind: "okta", orgName: "example" }, "vault_identity_mfa_okta"],
  ["pingid", { kind: "pingid" }, "vault_identity_mfa_pingid"],
])("%s as the second factor", (_, mfa, type) => {
  const environment = environmentWith("dev", [["vault", "mfa"], mfa]);
  const stacks = stacksOf(environment);
  expect(Object.keys((stacks["dev-foundation"] as Json).resource)).toContain(type);
  // Vault holds no enrolment then, so nobody can create or destroy one
  expect(JSON.stringify(stacks["dev-break-glass"])).not.toContain("totp");
});
