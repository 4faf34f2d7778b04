import { execFileSync, spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { textOf } from "../../constructs/engines/exchange";
import { LAB_CAST as CAST } from "../../lab/drills";
import { LabFolder } from "../../lab/folder";
import { Lab } from "../../lab/lab";
import { until } from "../../lab/processes";
import { approverEntity, MOUNTS, operatorEntity, responderEntity } from "../../model/names";
import { authorizeSession, type Session } from "../../operations/clients/session";
import { THROUGH_BOUNDARY } from "../../operations/clients/session-client";
import { VaultCli } from "../../operations/clients/vault-cli";
import { drill } from "../../operations/drill/drill";
import { type DrillRecord, recordPage } from "../../operations/drill/record";
import { enrolmentIds, setPassword } from "../../operations/enrol";
import { liveDescribe } from "./providers";
import { PROJECT, World } from "./world";

liveDescribe()("the lab", () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start();
  }, 2_700_000);

  afterAll(() => world?.stop());

  const alias = (profile: string) => world.alias(profile);
  /** A call of `end` that ended nothing and verified everything. */
  const NOTHING_LEFT = { status: 0, stdout: expect.stringContaining("There was nothing to end") };
  /** The environment variables of a person's shell. */
  const shell = (): NodeJS.ProcessEnv => ({
    PATH: process.env["PATH"],
    HOME: process.env["HOME"],
    ENVIRONMENTS_DIR: world.lab.folder.at("environments"),
    VAULT_CACERT: world.lab.folder.at("ca.pem"),
    BOUNDARY_CACERT: world.lab.folder.at("ca.pem"),
    BOUNDARY_AUTH_METHOD_ID: world.place.authMethodId,
  });
  const endProgram = (env: NodeJS.ProcessEnv, person: string = CAST.responder) => {
    const who = ["--environment", "lab", "--person", person, "--incident", "LIVE-2"];
    const args = [join(PROJECT, "commands", "launch.js"), "end", ...who];
    return spawnSync(process.execPath, args, { cwd: PROJECT, encoding: "utf8", env: { ...shell(), ...env } });
  };
  /** Enrols again and keeps the secret that the person's phone would keep. */
  const enrolledFor = async (entity: string, person: string, mount?: string) => {
    await world.lab.ceremonies.forgetEnrolment(entity);
    const token = await world.staff(person);
    const password = crypto.randomUUID();
    if (mount !== undefined)
      await setPassword(world.vault, token, {
        mount,
        name: entity,
        password,
        cidrs: world.lab.environment.network.people,
      });
    const body = await enrolmentIds(world.vault, token, entity);
    const request = { method: "POST", token, body } as const;
    const { data } = await world.vault.expect("identity/mfa/method/totp/admin-generate", request);
    return { person, password, totp: String(data.url) };
  };

  test("a second plan of both stacks is empty", async () => {
    expect(await world.plan()).toBe("");
    expect(await world.foundationPlan()).toBe("");
  });

  test("the drill passes, and neither its record nor the process list holds a secret", async () => {
    const lists: string[] = [];
    const watch = setInterval(() => lists.push(processList()), 20);
    const record = await drill(world.place, world.people, CAST, () => undefined);
    clearInterval(watch);
    expect(record.steps.filter(({ outcome }) => outcome !== "passed")).toEqual([]);
    // Its times are the watch's and those of the suite beside it; engines.live takes them alone.
    expect(record).toMatchObject({
      approvalToQueryMilliseconds: expect.any(Number),
      endMilliseconds: expect.any(Number),
    });
    for (const text of [recordPage(record), JSON.stringify(record), ...lists]) expectNoSecret(text);
    expect(lists.length).toBeGreaterThan(5);
  });

  test("a client whose handshake was lost is tried again, twice too; one that was connected is not", async () => {
    const boundary = await world.boundary(await world.activated());
    const open = () => authorizeSession(boundary, alias(CAST.profile), crypto.randomUUID());
    const lost = await open();
    await world.lab.processes.stop("boundary", 0);
    let asked = 0;
    const pending = async () => {
      if (asked++ === 0) return true; // Boundary is still down: the second try is lost as well
      await world.lab.up(() => undefined);
      return lost.pending();
    };
    const { host, port } = THROUGH_BOUNDARY;
    const args = ["-h", host, "-p", port, "-d", "orders", "--no-psqlrc", "--no-password", "-c", "SELECT 1"];
    const query = ({ secret }: Session) => ({
      args,
      env: { PGUSER: textOf(secret, "username"), PGPASSWORD: textOf(secret, "password"), PGSSLMODE: "require" },
    });
    const { psql } = world.lab.programs;
    const found = await world.sessions.through({ ...lost, pending }, psql, query(lost));
    expect(found.code).toBe(0);
    expect([2, 3]).toContain(found.retries); // Boundary may lose the third as well
    // Or this one, once in some hundred times: then it is another session's turn.
    for (let retries = 1, sessions = 0; retries > 0; sessions++) {
      expect(sessions).toBeLessThan(3);
      const connected = await open();
      expect(await connected.pending()).toBe(true);
      const wrong = query({ ...connected, secret: { ...connected.secret, password: crypto.randomUUID() } });
      const result = await world.sessions.through(connected, psql, wrong);
      expect(result.code).toBe(2);
      expect(await connected.pending()).toBe(false);
      retries = result.retries;
    }
    await world.endNow();
    await world.enable(responderEntity(CAST.responder, CAST.profile));
  });

  test("a plan after the drill is empty", async () => expect(await world.plan()).toBe(""));

  test("end: it can be repeated, and a plan after it is empty and enables nobody", async () => {
    const subject = responderEntity(CAST.responder, CAST.profile);
    await world.activated();
    expect((await world.endNow()).open).toEqual([]);
    expect((await world.endNow()).open).toEqual([]);
    expect(await world.plan()).toBe("");
    await (await world.lab.deployment.breakGlass()).apply();
    const { body } = await world.request(`identity/entity/name/${subject}`, { token: await world.operator() });
    expect(body.data.disabled).toBe(true);
    await world.enable(subject);
  });

  test("npm run end: 0 when something ended and when nothing was left, 2 for a person's mistakes", async () => {
    await authorizeSession(await world.boundary(await world.activated()), alias("senior-dba"), crypto.randomUUID());
    const token = await world.operator();
    const first = endProgram({ VAULT_TOKEN: token });
    expect(first.stdout).toContain("Ended. Nothing is left.");
    expect(first.status).toBe(0);
    expect(endProgram({ VAULT_TOKEN: token })).toMatchObject(NOTHING_LEFT);
    expect(endProgram({ VAULT_TOKEN: "" }).status).toBe(2);
    expect(endProgram({ VAULT_TOKEN: token }, "nobody-here").stderr).toContain("responders: ");
    await world.enable(responderEntity(CAST.responder, CAST.profile));
  });

  test("npm run end with Boundary down ends Vault's side and says what stays open; again, when it is up", async () => {
    await authorizeSession(await world.boundary(await world.activated()), alias("senior-dba"), crypto.randomUUID());
    const token = await world.operator();
    await world.lab.processes.stop("boundary", 0);
    const during = endProgram({ VAULT_TOKEN: token });
    expect(during.status).toBe(3);
    expect(during.stdout).toMatch(/sessions in Boundary: at most until \d{4}-\d\d-\d\dT/);
    expect(during.stdout).not.toContain("tokens of Vault:");
    expect(await world.sql("SELECT count(*) FROM pg_roles WHERE rolname LIKE 'bg\\_%'")).toBe("0");
    await world.lab.up(() => undefined);
    expect(endProgram({ VAULT_TOKEN: token })).toMatchObject({ status: 0 });
    expect(endProgram({ VAULT_TOKEN: token })).toMatchObject(NOTHING_LEFT);
    await world.enable(responderEntity(CAST.responder, CAST.profile));
  });

  test("npm run end with Vault down ends Boundary's side with the operator's token; again, when it is up", async () => {
    const responder = await world.boundary(await world.activated());
    const session = await authorizeSession(responder, alias("senior-dba"), crypto.randomUUID());
    const token = await world.operator();
    const { token: boundaryToken } = await world.boundary(token);
    await world.lab.processes.stop("vault");
    const during = endProgram({ VAULT_TOKEN: token, BOUNDARY_TOKEN: boundaryToken });
    expect(during.status).toBe(3);
    expect(during.stdout).toContain("activations with a new approval: until the next end");
    expect(during.stdout).toContain("done    cancel sessions: 1");
    expect(during.stdout).toContain("done    delete tokens: ");
    expect((await responder.request(`sessions/${session.id}`)).status).toBe(401);
    const blind = endProgram({ VAULT_TOKEN: token });
    expect(blind.status).toBe(3);
    expect(blind.stdout).toContain("BOUNDARY_TOKEN");
    await world.lab.up(() => undefined);
    expect(endProgram({ VAULT_TOKEN: token })).toMatchObject({ status: 0 });
    expect(await world.sql("SELECT count(*) FROM pg_roles WHERE rolname LIKE 'bg\\_%'")).toBe("0");
    await world.enable(responderEntity(CAST.responder, CAST.profile));
  });

  test("npm run drill on a deployed environment with enrolled accounts; what it cannot see is not checked", async () => {
    const { lab } = world;
    const folder = mkdtempSync(join(tmpdir(), "break-glass-drill-"));
    const file = join(folder, "accounts.yaml");
    const { profile, target } = CAST;
    const entities = [
      responderEntity(CAST.responder, profile),
      approverEntity(CAST.approver),
      operatorEntity(CAST.operator),
    ];
    const [responderName = "", approverName = "", operatorName = ""] = entities;
    const enrolAll = async () => {
      const { password: _, ...responder } = await enrolledFor(responderName, CAST.responder);
      const approver = await enrolledFor(approverName, CAST.approver, MOUNTS.approvals);
      const operator = await enrolledFor(operatorName, CAST.operator, MOUNTS.operations);
      writeFileSync(file, JSON.stringify({ responder: { ...responder, profile, target }, approver, operator }));
    };
    await enrolAll();
    const clients = join(folder, "bin");
    mkdirSync(clients);
    for (const name of ["vault", "boundary", "psql"] as const) symlinkSync(lab.programs[name], join(clients, name));
    const program = (extra: NodeJS.ProcessEnv = {}) =>
      spawnSync(
        process.execPath,
        [join(PROJECT, "commands", "launch.js"), "drill", "--environment", "lab", "--accounts", file, "--json"],
        {
          cwd: folder,
          encoding: "utf8",
          env: { ...shell(), PATH: `${clients}:${process.env["PATH"]}`, ...extra },
        },
      );
    chmodSync(file, 0o644);
    expect(program()).toMatchObject({ status: 1, stderr: expect.stringContaining("chmod 600") });
    chmodSync(file, 0o600);
    const failed = ({ steps }: DrillRecord) => steps.filter(({ outcome }) => outcome === "failed");
    const outside = program();
    expect(outside.stderr).toBe("");
    const record = JSON.parse(outside.stdout);
    expect(failed(record)).toEqual([]);
    expect(record).toMatchObject({ passed: true, notChecked: 5 });
    expectNoSecret(outside.stdout);
    await world.enable(responderName);
    // At once, and with the same accounts: what the first drill used of their codes, Vault still refuses.
    const inside = program({
      DRILL_TARGET_ADMIN: world.orders.url,
      DRILL_VAULT_AUDIT: lab.folder.at("vault-audit.log"),
      DRILL_BOUNDARY_AUDIT: lab.folder.at("boundary-events", "audit.log"),
      DRILL_PIPELINE_TOKEN: await lab.ceremonies.pipelineToken(),
    });
    expect(failed(JSON.parse(inside.stdout))).toEqual([]);
    expect(JSON.parse(inside.stdout)).toMatchObject({ passed: true, notChecked: 2 });
    expect(readdirSync(join(folder, "drills", "lab")).filter((name) => name.endsWith(".json"))).toHaveLength(2);
    for (const name of readdirSync(join(folder, "drills", "lab")))
      expectNoSecret(readFileSync(join(folder, "drills", "lab", name), "utf8"));
    rmSync(folder, { recursive: true });
    for (const entity of entities) await world.people.enrolAnew(entity);
  });

  test("a login with a code that was used says what may be the cause", async () => {
    const { lab, place } = world;
    const entity = approverEntity(CAST.approver);
    const factor = await world.people.factor(CAST.approver, entity, MOUNTS.approvals);
    const code = await factor.authenticator.code();
    jest.spyOn(factor.authenticator, "code").mockResolvedValue(code);
    const cli = new VaultCli(place.programs.vault, lab.environment.vault.address, place.caFile, "LIVE-3");
    const login = () => cli.dutyLogin(MOUNTS.approvals, entity, world.people.password(entity), factor);
    expect(await login()).toMatch(/^hvs\./);
    await expect(login()).rejects.toThrow(/^Vault refused the login of approver_amina-diallo \(403\).*each code once/);
    jest.restoreAllMocks();
  });

  test("no log, audit trail or synthesized file holds a secret", () => {
    const { folder, servers, state } = world.lab;
    const files = readdirSync(folder.path).filter((name) => name.endsWith(".log"));
    expect(files).toEqual(expect.arrayContaining(["vault.log", "boundary.log", "vault-audit.log", "vault-agent.log"]));
    const folders = ["boundary-events", "cdktf.out"];
    const texts = [
      ...files.map((name) => folder.read(name)),
      ...folders.flatMap((place) =>
        readdirSync(folder.at(place), { recursive: true, encoding: "utf8" })
          .map((name) => folder.at(place, name))
          .filter((path) => !path.includes(".terraform") && statSync(path).isFile())
          .map((path) => readFileSync(path, "utf8")),
      ),
    ];
    const { databasePassword, pipelinePassword, staffPasswords } = state;
    const keys: string[] = JSON.parse(folder.read("vault-keys.json"));
    const handedOver = [pipelinePassword, ...Object.values(servers.targets.variables())];
    const secrets = [databasePassword, ...handedOver, ...Object.values(staffPasswords), ...keys];
    // State holds Boundary's tokens, but nothing that goes by an ephemeral variable.
    const terraformState = readFileSync(folder.at("terraform-state", "lab-break-glass.tfstate"), "utf8");
    for (const secret of handedOver) expect(terraformState.includes(secret)).toBe(false);
    for (const text of texts) {
      expectNoSecret(text);
      for (const secret of secrets) expect(text.includes(secret)).toBe(false);
    }
  });

  test("terraform destroy with three sessions open leaves nothing, and deploying again works", async () => {
    const boundary = await world.boundary(await world.activated());
    for (let count = 0; count < 3; count++) await authorizeSession(boundary, alias("senior-dba"), crypto.randomUUID());
    expect(await world.sql("SELECT count(*) FROM pg_roles WHERE rolname LIKE 'bg\\_%'")).not.toBe("0");
    await (await world.lab.deployment.breakGlass()).destroy();
    expect(await world.sql("SELECT count(*) FROM pg_roles WHERE rolname LIKE 'bg\\_%'")).toBe("0");
    await world.lab.servers.vault.asKeyHolders(async (token) => {
      const policies = await world.lab.servers.vault.client.expect("sys/policies/acl", { method: "LIST", token });
      expect(policies.data.keys.filter((name: string) => name.includes("_"))).toEqual([]);
      const mounts = await world.lab.servers.vault.client.expect("sys/mounts", { token });
      const left = Object.keys(mounts.data).filter((path) => path.startsWith("break-glass-"));
      expect(left).toEqual(["break-glass-pki/", "break-glass-transit/"]);
      const entities = await world.request("identity/entity/name", { method: "LIST", token });
      expect(
        (entities.body.data?.keys ?? []).filter((name: string) => name.includes("_") && !name.startsWith("entity_")),
      ).toEqual([]);
    });
    await world.lab.servers.targets.reset();
    await world.lab.deploy(() => undefined);
    expect(await world.plan()).toBe("");
  });

  test("down leaves no process, port or file", async () => {
    const { ports, targetPorts } = world.lab.state;
    const { path } = world.lab.folder;
    const servers = world.lab.processes.running();
    const names = servers.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(["vault", "boundary", CAST.target, "boundary-database", "vault-agent"]),
    );
    await world.stop();
    expect(servers.filter(isAlive)).toEqual([]);
    expect(processesThatName(path)).toEqual([]);
    expect(await Promise.all(Object.values({ ...ports, ...targetPorts }).map(isOpen))).not.toContain(true);
    expect(existsSync(path)).toBe(false);
  });

  describe("a lab that was broken off", () => {
    const LAB_DIR = join(tmpdir(), `break-glass-live-broken-${process.pid}`);
    const env = { ...process.env, LAB_DIR };
    const begin = async () => {
      const child = spawn(process.execPath, ["commands/launch.js", "lab", "up"], {
        cwd: PROJECT,
        env,
        stdio: "ignore",
      });
      const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
      while (!existsSync(join(LAB_DIR, "processes.json"))) await sleep(20);
      await sleep(500);
      return { child, ended };
    };
    const started = () => new Lab(PROJECT, new LabFolder({ LAB_DIR }), world.lab.programs).processes.running();
    afterAll(() => execFileSync(process.execPath, ["commands/launch.js", "lab", "down"], { cwd: PROJECT, env }));

    test("down after kill -9 of the lab itself leaves nothing", async () => {
      const { child, ended } = await begin();
      child.kill("SIGKILL");
      await ended;
      const servers = started();
      expect(servers.length).toBeGreaterThan(0);
      execFileSync(process.execPath, ["commands/launch.js", "lab", "down"], { cwd: PROJECT, env });
      expect(servers.filter(isAlive)).toEqual([]);
      expect(processesThatName(LAB_DIR)).toEqual([]);
      expect([LAB_DIR, `${LAB_DIR}.claim`].filter(existsSync)).toEqual([]);
    });

    test("a second start is refused and harms nothing; down ends the first and leaves nothing", async () => {
      const { child, ended } = await begin();
      const command = (name: string) =>
        spawnSync(process.execPath, ["commands/launch.js", "lab", name], { cwd: PROJECT, env, encoding: "utf8" });
      const second = command("up");
      expect(second.status).toBe(1);
      expect(second.stderr).toMatch(new RegExp(`^Process ${child.pid} is at work in ${LAB_DIR}\\. .*-- down\n$`));
      expect(child.exitCode).toBeNull();
      const servers = started();
      expect(servers.length).toBeGreaterThan(0);
      expect(command("down").status).toBe(0);
      expect(await ended).toBe(143);
      expect(servers.filter(isAlive)).toEqual([]);
      expect(processesThatName(LAB_DIR)).toEqual([]);
      expect([LAB_DIR, `${LAB_DIR}.claim`].filter(existsSync)).toEqual([]);
    });

    test("a soak that is ended takes its lab with it", async () => {
      const TMPDIR = mkdtempSync(join(tmpdir(), "break-glass-soak-"));
      const { LIVE_TIMED: _, LIVE_LABS: __, JEST_WORKER_ID: ___, ...others } = process.env;
      const child = spawn(
        process.execPath,
        ["node_modules/jest/bin/jest.js", "--config", "jest.live.json", "policies"],
        {
          cwd: PROJECT,
          env: { ...others, TMPDIR, PAIRS: "1000000" },
          stdio: "ignore",
        },
      );
      const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
      const labs = () => readdirSync(TMPDIR).filter((name) => name.startsWith("break-glass-live-"));
      const lab = () => labs().find((name) => existsSync(join(TMPDIR, name, "vault-keys.json")));
      await until("the start of the soak's Vault", 120, async () => lab() !== undefined);
      child.kill("SIGTERM");
      expect(await ended).toBe(143);
      expect(processesThatName(TMPDIR)).toEqual([]);
      expect(labs()).toEqual([]);
      rmSync(TMPDIR, { recursive: true });
    });

    test("Ctrl-C ends what was started, with 130", async () => {
      const { child, ended } = await begin();
      const servers = started();
      expect(servers.length).toBeGreaterThan(0);
      child.kill("SIGINT");
      expect(await ended).toBe(130);
      expect(servers.filter(isAlive)).toEqual([]);
      expect(processesThatName(LAB_DIR)).toEqual([]);
      expect([LAB_DIR, `${LAB_DIR}.claim`].filter(existsSync)).toEqual([]);
    });
  });
});

const isAlive = ({ pid }: { readonly pid: number }) =>
  existsSync(`/proc/${pid}`) && !/State:\tZ/.test(readFileSync(`/proc/${pid}/status`, "utf8"));

/** Also what a server started: their arguments or environments name the lab's folder. */
const processesThatName = (folder: string) =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => {
      try {
        const read = (file: string) => readFileSync(join("/proc", pid, file), "utf8");
        return (
          read("cmdline").includes(folder) ||
          (read("environ").includes(`HOME=${folder}`) && !/State:\tZ/.test(read("status")))
        );
      } catch {
        return false; // it ended, or is another user's
      }
    });

const processList = () =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(join("/proc", pid, "cmdline"), "utf8").replaceAll("\0", " ");
      } catch {
        return ""; // it ended
      }
    })
    .join("\n");

/** Vault and Boundary tokens, TOTP enrolments, signed approvals, private keys. */
function expectNoSecret(text: string): void {
  for (const pattern of [
    /hv[sb]\.[\w-]{24,}/,
    /\bat_\w{10}_\w{20,}/,
    /otpauth:/,
    /eyJ[\w-]{20,}\.[\w-]{20,}\.[\w-]{20,}/,
    /PRIVATE KEY-----/,
  ]) {
    expect(pattern.exec(text)?.[0].slice(0, 12)).toBeUndefined();
  }
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}
