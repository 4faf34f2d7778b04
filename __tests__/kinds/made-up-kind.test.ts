import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { parseDocument } from "yaml";
import { projectCopy } from "../project-copy";
import type { Json } from "../synthesized";

const FIXTURES = join(__dirname, "..", "fixtures");
const INDEX = "constructs/engines/index.ts";

// A kind is one file and its line in the list. Both are made here, in a copy of the project. Nothing else changes.
const project = projectCopy();
const kind = readFileSync(join(FIXTURES, "made-up-kind", "consul.ts"), "utf8");
writeFileSync(join(project, "constructs/engines/consul.ts"), kind.replaceAll("../../../", "../../"));
const index = readFileSync(join(project, INDEX), "utf8");
writeFileSync(
  join(project, INDEX),
  `import { consul } from "./consul";\n${index.replace("  tcp,\n];", "  tcp,\n  consul,\n];")}`,
);

const NAME = "everything";
const TARGET = "key-value";
const [PROFILE, RESPONDERS] = firstProfile();
const ROLES = RESPONDERS.map((person) => `bg_${person}_${PROFILE}_${TARGET}`);
const PREFIXES = ROLES.map((role) => `break-glass-consul/token/${role}`);

function environmentDocument() {
  return parseDocument(readFileSync(join(FIXTURES, "every-kind", `${NAME}.yaml`), "utf8"));
}

function firstProfile(): [string, string[]] {
  const { profiles } = environmentDocument().toJS() as { profiles: Record<string, { responders: string[] }> };
  const [first] = Object.entries(profiles);
  if (first === undefined) throw new Error("the fixture has no profile");
  return [first[0], first[1].responders];
}

/** A folder with one environment that has a target of the kind. */
function environments(target: object = {}, access: object = {}): string {
  const document = environmentDocument();
  document.setIn(["targets", TARGET], {
    kind: "consul",
    description: "Settings of the shop.",
    address: "consul.example.com",
    port: 8501,
    datacenter: "north",
    ...target,
  });
  document.addIn(["profiles", PROFILE, "access"], { kind: "consul", target: TARGET, policy: "shop", ...access });
  const folder = join(project, `environments-${Math.random().toString(36).slice(2)}`);
  mkdirSync(folder);
  writeFileSync(join(folder, `${NAME}.yaml`), document.toString());
  return folder;
}

/** A command of the copy, as people start it. */
function command(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["commands/launch.js", ...args], {
    cwd: project,
    encoding: "utf8",
    env: { PATH: process.env["PATH"], AS_OF: "2026-11-01", CDKTF_OUTDIR: join(project, "cdktf.out") },
  });
  return { status, stdout, stderr };
}

/** What a module of the copy says: for the parts of `end` that need no server. */
function ask(source: string): Json {
  const file = join(project, "ask.cjs");
  buildSync({
    stdin: { contents: source, resolveDir: project, loader: "ts" },
    bundle: true,
    platform: "node",
    packages: "external",
    outfile: file,
    logLevel: "error",
  });
  const { stdout, stderr } = spawnSync(process.execPath, [file], { cwd: project, encoding: "utf8" });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout);
}

test("the plan, the policies, the outputs and the guardrails know a kind of one file and one line", () => {
  const { status, stderr } = command("synth", "--environments", environments());
  expect(stderr).toBe("");
  expect(status).toBe(0);
  const read = (stack: string): Json =>
    JSON.parse(readFileSync(join(project, "cdktf.out", "stacks", `${NAME}-${stack}`, "cdk.tf.json"), "utf8"));
  const [foundation, breakGlass] = [read("foundation"), read("break-glass")];
  const all = (stack: Json, type: string): Json[] => Object.values(stack.resource[type] ?? {});
  const policy = (stack: Json, name: string): string =>
    all(stack, "vault_policy").find((each) => each.name === name)?.policy ?? "";

  expect(
    all(breakGlass, "vault_consul_secret_backend_role")
      .map(({ name }) => name)
      .sort(),
  ).toEqual([...ROLES].sort());
  expect(all(breakGlass, "vault_mount").map(({ path }) => path)).toContain("break-glass-consul");
  expect(all(breakGlass, "boundary_target").map(({ name }) => name)).toContain(`${PROFILE}_${TARGET}`);
  expect(all(breakGlass, "boundary_credential_library_vault").map(({ path }) => path)).toContain(
    `break-glass-consul/token/{{.User.FullName}}_${TARGET}`,
  );
  const ofBoundary = all(breakGlass, "vault_policy").filter(({ name }) => name.startsWith(`boundary_${PROFILE}_`));
  for (const prefix of PREFIXES) {
    expect(ofBoundary.some(({ policy: text }) => text.includes(`"${prefix}"`))).toBe(true);
    expect(policy(breakGlass, "duty_operators")).toContain(`"sys/leases/revoke-prefix/${prefix}"`);
    expect(policy(breakGlass, "duty_auditors")).toContain(`"sys/leases/lookup/${prefix}/"`);
  }
  expect(policy(breakGlass, "duty_auditors")).toContain('"break-glass-consul/roles/*"');
  expect(policy(foundation, "break-glass-pipeline")).toContain('"break-glass-consul/roles/*"');
  expect(breakGlass.output.consul_policies.value).toEqual(RESPONDERS.map(() => `${TARGET} shop`));
});

test("an end revokes its prefixes and says what is left", () => {
  const folder = environments({}, { life: "90s" });
  const { revoked, left } = ask(`
    import { loadEnvironments } from "./config/load";
    import { ENGINES } from "./constructs/engines";
    import { outlivingOf } from "./constructs/engines/ends";
    import { EndContext } from "./operations/end/context";
    import { revokeCredentials } from "./operations/end/vault-steps";

    const [loaded] = loadEnvironments({ environments: ${JSON.stringify(folder)}, asOf: "2026-11-01" }, ENGINES).environments;
    const request = { environment: loaded.declared, person: ${JSON.stringify(RESPONDERS[0])}, incident: "INC-1" };
    const context = new EndContext(undefined as never, undefined, undefined as never, request);
    console.log(JSON.stringify({
      revoked: revokeCredentials(context).map(({ name }) => name),
      left: outlivingOf(context.accesses),
    }));
  `);
  expect(revoked).toContain(`revoke ${PREFIXES[0]}`);
  expect(left).toContainEqual({ what: `answers that ${TARGET} has in its cache`, seconds: 90 });
});

test("the schema describes its keys, and errors have their place", () => {
  mkdirSync(join(project, "docs"), { recursive: true });
  expect(command("docs").status).toBe(0);
  const schema = readFileSync(join(project, "environments", "environment.schema.json"), "utf8");
  expect(schema).toContain('"const": "consul"');
  expect(schema).toContain("Datacenter of the servers.");
  const { status, stdout } = command("validate", "--json", "--environments", environments({ datacentre: "north" }));
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject([{ code: "unknown-key", path: `targets.${TARGET}.datacentre` }]);
});

test("guardrails refuse a life beyond the session's, and rights over others", () => {
  const folder = environments({}, { life: "12h", policy: "global-management" });
  const { status, stderr } = command("synth", "--environments", folder);
  expect(status).toBe(1);
  expect(stderr).toMatch(/ BG040 /);
  expect(stderr).toMatch(/ BG047 /);
});
