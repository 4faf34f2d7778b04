import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Document, parseDocument } from "yaml";
import { signIntermediate } from "../../lab/certificates";
import type { Lab } from "../../lab/lab";
import { Ports } from "../../lab/ports";
import { until } from "../../lab/processes";
import { obstacleTo } from "../../lab/targets/lab-target";
import { withoutTarget } from "../../lab/targets/lab-targets";
import { mariadb } from "../../lab/targets/mariadb";
import { sshd } from "../../lab/targets/ssh";
import { MOUNTS, operatorEntity } from "../../model/names";
import { Authenticator, RecentCodes } from "../../operations/clients/authenticator";
import { which } from "../../operations/clients/which";
import { breakGlass } from "../commands/call";
import { type Block, pageNames, readPage } from "../pages/blocks";
import { RUNNERS, type Runner } from "../pages/runners";
import { copyProject, FreshMariadb, FreshPostgres } from "./page-servers";
import { PageShell } from "./page-shell";
import { liveDescribe } from "./providers";
import { turn } from "./turns";
import { newLab, PROJECT, World } from "./world";

const secret = () => randomBytes(24).toString("base64url");

/** Every block that this suite runs, in the order of the pages. */
const BLOCKS = pageNames()
  .flatMap((name) => readPage(name).blocks)
  .filter(({ mark }) => mark?.kind === "run" && RUNNERS[mark.as as Runner] === "test:live");

/** The lab has one target per kind that the pages have blocks for. */
function threeTargets(document: Document): void {
  for (const id of ["orders-queue", "orders-app", "stock-host"]) withoutTarget(document, id);
}

/** `describe` where the machine has what the blocks call; else `describe.skip`, which says why. */
function pagesDescribe(): jest.Describe {
  const jq = which("jq") === undefined ? "jq is missing. Debian: apt-get install jq" : undefined;
  const missing = [obstacleTo(mariadb), obstacleTo(sshd), jq].filter((reason) => reason !== undefined);
  if (missing.length === 0) return liveDescribe();
  if (process.env["REQUIRE_LIVE"] === "1") throw new Error(missing.join("\n"));
  console.warn(`SKIPPED the blocks of the pages: ${missing.join(" ")}`);
  return describe.skip;
}

pagesDescribe()("the blocks of the pages, as written", () => {
  let lab: Lab;
  let postgres: FreshPostgres;
  let maria: FreshMariadb;
  let project: string;
  let world: World;
  let root: string;
  let endCeremony = async (): Promise<void> => undefined;
  const passwords = { postgres: secret(), mariadb: secret(), pipeline: secret(), approver: secret() };
  const shells: PageShell[] = [];
  const waiting = [...BLOCKS];

  beforeAll(async () => {
    await turn();
    lab = await newLab(threeTargets);
    await lab.up(() => undefined);
    const ports = await Ports.claim();
    postgres = new FreshPostgres(lab, await ports.pick(), secret());
    maria = new FreshMariadb(lab, await ports.pick());
    await postgres.start();
    ports.release();
    takeFreshServers();
    project = await copyProject(PROJECT, lab.folder.folder("project"));
    symlinkSync(join(PROJECT, "node_modules"), join(project, "node_modules"));
    const programs = lab.folder.folder("bin");
    for (const name of ["vault", "boundary", "terraform"] as const)
      symlinkSync(lab.programs[name], join(programs, name));
    for (const name of ["vault.d", "boundary.d"]) mkdirSync(lab.folder.at(name));
    await beginCeremony();
  }, 900_000);

  afterAll(async () => {
    for (const shell of shells) shell.end();
    await endCeremony();
    await lab?.down(() => undefined);
  });

  /** The environment reaches the servers that the pages set up, not those that the lab prepares itself. */
  function takeFreshServers(): void {
    const file = join("environments", "lab.yaml");
    const document = parseDocument(lab.folder.read(file));
    for (const [id, { port }] of Object.entries({ "orders-db": postgres, "stock-db": maria }))
      document.setIn(["targets", id, "port"], port);
    document.setIn(["targets", "orders-db", "database"], "postgres");
    lab.folder.write(file, document.toString());
  }

  /** A root token of the holders of the keys, who revoke it at the end. */
  async function beginCeremony(): Promise<void> {
    let done: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      done = resolve;
    });
    await new Promise<void>((ready, failed) => {
      const ceremony = lab.servers.vault.asKeyHolders((token) => {
        root = token;
        ready();
        return held;
      });
      ceremony.catch(failed);
      endCeremony = () => {
        done();
        return ceremony;
      };
    });
  }

  /** A shell with what each person's has: addresses, CAs, clients. */
  function shell(env: NodeJS.ProcessEnv, cwd = project): PageShell {
    const ca = lab.folder.at("ca.pem");
    const { vault, boundary } = lab.environment;
    const made = new PageShell(cwd, {
      PATH: `${lab.folder.at("bin")}:${process.env["PATH"]}`,
      TF_CLI_CONFIG_FILE: process.env["TF_CLI_CONFIG_FILE"],
      ENVIRONMENTS_DIR: lab.folder.at("environments"),
      ENVIRONMENT: "lab",
      // docs/deploying.md: there is no terminal, and Terraform's providers may come from a mirror.
      CDKTF_AUTO_APPROVE: "true",
      CDKTF_SKIP_PROVIDER_LOCK: "true",
      CHECKPOINT_DISABLE: "1",
      npm_config_update_notifier: "false",
      VAULT_ADDR: vault.address,
      VAULT_CACERT: ca,
      BOUNDARY_ADDR: boundary.address,
      BOUNDARY_CACERT: ca,
      BOUNDARY_SKIP_CACHE_DAEMON: "1",
      GOMAXPROCS: "1", // one handshake in ten is lost otherwise: see SessionClient.through
      ...env,
    });
    shells.push(made);
    return made;
  }

  /** The shell of the pipeline, which has the first passwords of both databases. */
  const pipelineShell = (token: string | undefined, authMethodId: string) =>
    shell({
      VAULT_TOKEN: token,
      TF_VAR_boundary_auth_method_id: authMethodId,
      TF_VAR_boundary_password: passwords.pipeline,
      TF_VAR_orders_db_admin_password: passwords.postgres,
      TF_VAR_stock_db_admin_password: passwords.mariadb,
    });

  /** What the bootstrap stack answered: the file that README's block writes. */
  const bootstrapped = (): string =>
    JSON.parse(readFileSync(join(project, "bootstrap.json"), "utf8"))["lab-boundary-bootstrap"].boundary_auth_method_id;

  /** What stands in the pages for a value of the reader's own. Nothing else is replaced. */
  function placeholders(): Readonly<Record<string, string>> {
    return {
      "<target>.<profile>.<env>": "orders-host.server-admin.lab",
      "<env>": "lab",
      "<account>": accountOf("orders-host"),
      "PASSWORD '...'": `PASSWORD '${passwords.postgres}'`,
      "IDENTIFIED BY '...'": `IDENTIFIED BY '${passwords.mariadb}'`,
      "10.20.0.0/16,10.21.0.0/16": lab.environment.network.people?.join(",") ?? "",
      "/etc/postgresql/tls": postgres.certificates,
      "/etc/mysql/tls": maria.certificates,
      "/etc/vault.d": lab.folder.at("vault.d"),
      "/etc/boundary.d": lab.folder.at("boundary.d"),
      "/etc/ssh/break-glass-ca.pub": lab.folder.at("orders-host.ca.pub"),
    };
  }

  const accountOf = (target: string): string => {
    const accesses = Object.values(lab.environment.profiles).flatMap(({ access }) => access);
    const found = accesses.find((each) => each.target === target);
    return found !== undefined && "user" in found ? String(found.user) : "";
  };

  /** The next block of a page that a person runs, with the placeholders filled. */
  function next(page: string, runner: Runner): string {
    const index = waiting.findIndex((block) => block.page === page && runnerOf(block) === runner);
    const [block] = index < 0 ? [] : waiting.splice(index, 1);
    if (block === undefined) throw new Error(`${page} has no further block for ${runner}`);
    let { text } = block;
    for (const [placeholder, value] of Object.entries(placeholders())) text = text.replaceAll(placeholder, value);
    expect(text).not.toMatch(/<[a-z]|'\.\.\.'|…/);
    return text;
  }

  test("targets: a fresh PostgreSQL speaks TLS, and Vault's role has what it needs", async () => {
    const page = "docs/targets.md";
    await expect(postgres.sql("SELECT 1", "require")).rejects.toThrow("does not support SSL");
    await postgres.sql(next(page, "the superuser of PostgreSQL"));
    await until("TLS", 10, async () => (await postgres.sql("SELECT 1", "require")) !== "");
    await postgres.sql(next(page, "the superuser of PostgreSQL"), "require");
    await postgres.sql("CREATE ROLE app_support NOLOGIN; GRANT app_support TO vault_admin WITH ADMIN OPTION;");
  });

  test("targets: a fresh MariaDB speaks TLS, and MySQL's procedure ends the connections of one user", async () => {
    const page = "docs/targets.md";
    await maria.start(next(page, "the administrator of MariaDB's machine"));
    await maria.sql("CREATE DATABASE stock;");
    await maria.sql(next(page, "the administrator of MariaDB"));
    await maria.sql("CREATE ROLE app_support; GRANT app_support TO vault_admin@'%' WITH ADMIN OPTION;");
    await maria.sql(next(page, "the administrator of MariaDB"));
    const vault = { name: "vault_admin", password: passwords.mariadb };
    const responder = { name: "bg_somebody", password: secret() };
    await maria.sql(`CREATE USER bg_somebody@'%' IDENTIFIED BY '${responder.password}';`);
    const connected = maria.sql("SELECT SLEEP(60);", responder).then(
      () => "ended by itself",
      () => "cut",
    );
    const connections = "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE USER = 'bg_somebody';";
    await until("the connection", 10, async () => (await maria.sql(connections)).includes("1"));
    await maria.sql("CALL break_glass.end_user('bg_somebody');", vault);
    expect(await connected).toBe("cut");
    await expect(maria.sql("CALL break_glass.end_user('root');", vault)).rejects.toThrow("not a break-glass user");
    await maria.sql("DROP USER bg_somebody@'%';");
  });

  test("deploying: a wrong order is refused with what is missing", async () => {
    const keyHolders = shell({ VAULT_TOKEN: root });
    const create = "vault token create -role=break-glass-pipeline -policy=break-glass-pipeline";
    await expect(keyHolders.run(create)).rejects.toThrow("unknown role break-glass-pipeline");
    const pipeline = pipelineShell(root, "ampw_0000000000");
    const refused = expect(pipeline.run("npx cdktf diff lab-break-glass")).rejects;
    await refused.toThrow(/No secret engine mount at auth\/staff\/.*unknown auth_method_id/s);
  }, 300_000);

  test("README: each identity applies its stack alone, in this order", async () => {
    const page = "README.md";
    const keyHolders = shell({ VAULT_TOKEN: root });
    const token = (await keyHolders.run(next(page, "the holders of the keys"))).trim().split("\n").at(-1);
    expect(token).toMatch(/^hvs\./);

    writeFileSync(join(project, "recovery.hcl"), lab.servers.boundary.recoveryKms(), { mode: 0o600 });
    const recovery = shell({ PIPELINE_PASSWORD: passwords.pipeline });
    await recovery.run(next(page, "the holders of the recovery KMS"));

    const pipeline = pipelineShell(token, bootstrapped());
    await pipeline.run(next(page, "the pipeline"));
    const again = await pipeline.run(next("docs/deploying.md", "the pipeline"));
    expect(again).toContain("No changes");
    const foundation = await keyHolders.run(next("docs/deploying.md", "the holders of the keys"));
    expect(foundation).toContain("No changes");
  }, 900_000);

  test("boundary-certificates: the agent gets Boundary's certificate with what the blocks prepare", async () => {
    const page = "docs/boundary-certificates.md";
    const keyHolders = shell({ VAULT_TOKEN: root });
    await keyHolders.run(next(page, "the holders of the keys"));
    const request = readFileSync(join(project, "request.pem"), "utf8");
    const chain = await signIntermediate(request, lab.ca, lab.folder.read("ca.key"));
    writeFileSync(join(project, "chain.pem"), chain);
    await keyHolders.run(next(page, "the holders of the keys, when the CA has signed"));
    await keyHolders.run(next(page, "the holders of the keys, on a controller"));
    await keyHolders.run(next(page, "the holders of the keys, on a controller"));
    const file = lab.folder.at("vault.d", "boundary-agent.hcl");
    // Its paths are those of HashiCorp's packages; the lab's are its own.
    let configuration = readFileSync(file, "utf8");
    for (const name of ["vault.d", "boundary.d"])
      configuration = configuration.replaceAll(`/etc/${name}`, lab.folder.at(name));
    writeFileSync(file, configuration.replace(/command = .*/, 'command = ["/bin/true"]'));
    const service = shell({ VAULT_CACERT: undefined }); // the configuration names the CA
    const running = service.run(next(page, "the service of Vault Agent")).catch(() => undefined);
    const certificate = lab.folder.at("boundary.d", "tls.pem");
    await until("Boundary's certificate", 60, async () => existsSync(certificate));
    expect(readFileSync(certificate, "utf8")).toContain("PRIVATE KEY");
    service.end();
    await running;
    expect(await keyHolders.run(next(page, "the holders of the keys"))).toMatch(/^hvs\./);
  });

  test("enrolment: an approver enrols, logs in, and enrols again after an operator destroyed it", async () => {
    const page = "docs/enrolment.md";
    await setStaffPasswords();
    await lab.deployment.synthesize();
    world = await World.of(lab);
    const jonas = shell({ VAULT_TOKEN: await world.staff("jonas-weber") });
    await jonas.run(next(page, "jonas-weber"), `${passwords.approver}\n`);
    const [entity = "", method = ""] = (await jonas.run(next(page, "jonas-weber"))).trim().split(" ");
    const totp = next(page, "jonas-weber");
    const generated = await jonas.run(totp);
    const url = /otpauth:\S+/.exec(generated)?.[0] ?? "";
    const code = await new Authenticator(url, new RecentCodes()).code();
    await jonas.run(next(page, "jonas-weber"), `${passwords.approver}\n${code}\n`);
    expect(await jonas.run("vault token lookup -format=json | jq -r .data.display_name")).toContain("jonas-weber");

    const operator = shell({ VAULT_TOKEN: await world.operator(), ENTITY_ID: entity, METHOD_ID: method });
    await operator.run(next(page, "an operator"));
    const once = shell({ VAULT_TOKEN: await world.staff("jonas-weber"), ENTITY_ID: entity, METHOD_ID: method });
    expect(await once.run(totp)).toContain("otpauth:");
  });

  test("end --help: an operator logs in with its lines", async () => {
    const lines = /Log in first.*:\n((?: {2}.*\n)+)/.exec((await breakGlass(["end", "--help"])).stdout)?.[1] ?? "";
    const person = "tomas-novak";
    const entity = operatorEntity(person);
    await world.people.enrolAnew(entity);
    const { methodId, authenticator } = await world.people.factor(person, entity, MOUNTS.operations);
    const values = { "<method id>": methodId, "<code>": await authenticator.code(), "<you>": person };
    const block = Object.entries(values).reduce((text, [name, value]) => text.replace(name, value), lines);
    const operator = shell({});
    await operator.run(block, `${world.people.password(entity)}\n`);
    expect(await operator.run("vault token lookup -format=json | jq -r .data.display_name")).toContain(person);
  });

  test("targets: a responder logs in to a server by hand, which their client knows by its host key", async () => {
    const page = "docs/targets.md";
    const admin = shell({});
    await admin.run(next(page, "the administrator of a server"));
    await writePrincipals("orders-host");
    const block = next(page, "a responder");
    const { address, hostKey } = lab.environment.targets["orders-host"] as unknown as Record<string, string>;
    const boundary = await world.boundary(await world.activated("maya-chen", "server-admin"));
    const folder = lab.folder.at("responder");
    mkdirSync(folder);
    const env = { BOUNDARY_TOKEN: boundary.token, ADDRESS: address, HOST_KEY: hostKey };
    const session = (variables: NodeJS.ProcessEnv) => shell({ ...env, ...variables }, folder).run(block, "id -un\n");
    expect(await session({})).toContain(accountOf("orders-host"));
    const other = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";
    await expect(session({ HOST_KEY: other })).rejects.toThrow("Host key verification failed");
  });

  test("deploying: both stacks are destroyed, Boundary's keys too", async () => {
    const page = "docs/deploying.md";
    const pipeline = pipelineShell(await lab.ceremonies.pipelineToken(), bootstrapped());
    await pipeline.run(next(page, "the pipeline, at the end"));
    const keyHolders = shell({ VAULT_TOKEN: root });
    await keyHolders.run(next(page, "the holders of the keys, at the end"));
    const mounts = await keyHolders.run("vault secrets list -format=json | jq -r 'keys[]'");
    expect(mounts).not.toContain("break-glass");
  }, 600_000);

  test("no block was left out", () => {
    expect(waiting.map(({ page, line }) => `${page}:${line}`)).toEqual([]);
  });

  async function setStaffPasswords(): Promise<void> {
    const { people } = lab.environment;
    for (const [person, password] of Object.entries(lab.state.staffPasswords)) {
      const path = `auth/${MOUNTS.staff}/users/${people[person]?.staffLogin}`;
      await lab.servers.vault.client.expect(path, { method: "POST", token: root, body: { password } });
    }
  }

  /** What configuration management does with the stack's output. */
  async function writePrincipals(server: string): Promise<void> {
    const outputs = await lab.deployment.outputs();
    const accounts = (outputs["ssh_principals"] as Record<string, Record<string, string[]>>)[server] ?? {};
    lab.folder.write(`${server}.principals`, `${Object.values(accounts).flat().join("\n")}\n`);
  }
});

const runnerOf = ({ mark }: Block) => (mark?.kind === "run" ? mark.as : undefined);
