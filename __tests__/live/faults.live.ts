import { execFileSync, spawn } from "node:child_process";
import {
  closeSync,
  constants,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { textOf } from "../../constructs/engines/exchange";
import { LAB_CAST as CAST, drillPlace } from "../../lab/drills";
import type { Lab } from "../../lab/lab";
import { until } from "../../lab/processes";
import { MOUNTS } from "../../model/names";
import { run } from "../../operations/clients/run";
import { alias, DBA, LOGIN, MAYA, MAYA_DBA, responder } from "./attacks/people";
import { FAULTS, type FaultId, faultsPage } from "./faults-page";
import { liveDescribe } from "./providers";
import { onlyOrders, PROJECT, World } from "./world";

liveDescribe()("faults", () => {
  let world: World;
  const audit = () => world.lab.folder.read("vault-audit.log");
  const entries = () => audit().split("\n").length;
  const title = (id: FaultId) => `${id}: ${FAULTS[id].fault}`;
  const end = async () => (await world.endNow()).steps.filter(({ problem }) => problem !== undefined);
  const enable = () => world.enable(MAYA_DBA);
  const lookup = (token: string) => world.status("auth/token/lookup-self", { token });

  beforeAll(async () => {
    world = await World.start(onlyOrders);
    await world.quotas(100_000);
  }, 2_700_000);

  afterAll(() => world?.stop());

  test(title("vault-killed"), async () => {
    const token = await responder(world);
    const { query } = await world.busy(6);
    const before = entries();
    await world.kill("vault");
    await expect(world.request("sys/health")).rejects.toThrow();
    await world.restart();
    expect(await query).toBe("done");
    expect(await lookup(token)).toBe(200);
    expect(entries()).toBeGreaterThan(before);
    expect(await end()).toEqual([]);
    expect(await world.users()).toBe("0");
    expect(await lookup(token)).toBe(403);
    await enable();
  });

  test(title("boundary-killed"), async () => {
    const { query, session } = await world.busy(20);
    await world.kill("boundary");
    expect(await query).toBe("refused");
    expect(await world.users()).not.toBe("0");
    await world.restart();
    expect(await end()).toEqual([]);
    expect(await world.users()).toBe("0");
    expect(
      await world.sql(`SELECT count(*) FROM pg_stat_activity WHERE usename = '${textOf(session.secret, "username")}'`),
    ).toBe("0");
    await enable();
    expect(await world.throughSession("SELECT 1")).toBe("done");
    expect(await end()).toEqual([]);
    await enable();
  });

  test(title("boundary-database-killed"), async () => {
    const { query } = await world.busy(3);
    await world.kill("boundary-database");
    expect(await query).toBe("done");
    await world.restart();
    await world.lab.servers.boundary.workerReported(new Date().toISOString());
    await until("Boundary's recovery", 60, async () => (await world.throughSession("SELECT 1")) === "done");
    expect(await end()).toEqual([]);
    expect(await world.users()).toBe("0");
    await enable();
  });

  test(title("target-killed"), async () => {
    const { query } = await world.busy(20);
    await world.kill(CAST.target);
    expect(await query).toBe("refused");
    await world.restart();
    expect(await world.users()).not.toBe("0");
    expect(await end()).toEqual([]);
    expect(await world.users()).toBe("0");
    await enable();
  });

  test(title("target-down-at-the-end"), async () => {
    await world.session();
    await world.kill(CAST.target);
    const failed = await end();
    expect(failed.map(({ step }) => step)).toEqual([expect.stringMatching(/^revoke break-glass-postgres/)]);
    expect(failed[0]?.problem).toContain("Vault goes on trying");
    await world.restart();
    // nobody does anything more
    await until("Vault's own retry", 120, async () => (await world.users()) === "0");
    expect(await end()).toEqual([]);
    await enable();
  });

  test(title("boundary-down-at-the-end"), async () => {
    const { session } = await world.session();
    const token = await world.operator();
    await world.kill("boundary");
    const { steps, open } = await world.endNow();
    expect(steps.filter(({ problem }) => problem !== undefined).map(({ step }) => step)).toEqual([
      "log in to Boundary",
    ]);
    expect(open.map(({ until: time }) => time)).not.toContain(null);
    expect(await world.users()).toBe("0");
    await world.restart();
    expect(await end()).toEqual([]);
    const sessions = await (await world.boundary(token)).list("sessions?scope_id=global&recursive=true");
    expect(sessions.find(({ id }) => id === session.id)?.status).not.toBe("active");
    await enable();
  });

  test(title("vault-sealed"), async () => {
    const { query, boundary } = await world.busy(4);
    const operator = await world.operator();
    const inBoundary = await world.boundary(operator);
    await world.lab.servers.vault
      .asKeyHolders((token) => world.vault.expect("sys/seal", { method: "PUT", token }))
      .catch(() => undefined);
    expect((await world.request("sys/health")).status).toBe(503);
    const refused = await boundary.request(`targets/${alias(DBA)}:authorize-session`, "POST", {});
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(await query).toBe("done");
    // an operator who is in Boundary still ends what runs
    const { id, version } = (await inBoundary.list("sessions?scope_id=global&recursive=true")).find(
      ({ status }) => status === "active" || status === "pending",
    ) ?? { id: "", version: 0 };
    if (id !== "") expect((await inBoundary.request(`sessions/${id}:cancel`, "POST", { version })).status).toBe(200);
    await world.lab.servers.vault.unseal();
    expect(await end()).toEqual([]);
    expect(await world.users()).toBe("0");
    await enable();
  });

  /** Fills an audit file's disk: after Vault opens the file again, the device writes to a place without space. */
  const device = (name: "vault-audit.log" | "vault-audit-second.log", to: string) => {
    const path = world.lab.folder.at(name);
    if (existsSync(path) && !existsSync(`${path}.kept`)) execFileSync("mv", [path, `${path}.kept`]);
    rmSync(path, { force: true });
    symlinkSync(to, path);
    world.lab.processes.kill("vault", "SIGHUP");
  };
  const restored = (name: "vault-audit.log" | "vault-audit-second.log") => {
    const path = world.lab.folder.at(name);
    rmSync(path, { force: true });
    execFileSync("mv", [`${path}.kept`, path]);
    world.lab.processes.kill("vault", "SIGHUP");
  };
  const log = () => world.lab.folder.read("vault.log");

  test(title("one-audit-disk-full"), async () => {
    const token = await world.operator();
    const before = entries();
    device("vault-audit-second.log", "/dev/full");
    await until("the loss in Vault's log", 20, async () => {
      expect(await lookup(token)).toBe(200);
      return /failed to audit|audit.*no space left/.test(log());
    });
    expect(entries()).toBeGreaterThan(before);
    restored("vault-audit-second.log");
    await sleep(500);
    const second = world.lab.folder.read("vault-audit-second.log").split("\n").length;
    expect(await lookup(token)).toBe(200);
    expect(world.lab.folder.read("vault-audit-second.log").split("\n").length).toBeGreaterThan(second);
  });

  test(title("every-audit-disk-full"), async () => {
    const token = await world.operator();
    device("vault-audit.log", "/dev/full");
    device("vault-audit-second.log", "/dev/full");
    await until("the refusal", 20, async () => (await lookup(token)) === 500);
    expect((await world.request("sys/health")).status).toBe(200);
    expect(await world.status("sys/audit/second", { method: "DELETE", token })).toBeGreaterThanOrEqual(403);
    expect((await world.activation(DBA, "x")).status).toBeGreaterThanOrEqual(400);
    restored("vault-audit.log");
    restored("vault-audit-second.log");
    await until("Vault answering again", 20, async () => (await lookup(token)) === 200);
  });

  test(title("audit-device-blocks"), async () => {
    const token = await world.operator();
    const fifo = world.lab.folder.at("fifo");
    execFileSync("mkfifo", ["-m", "666", fifo]);
    const reader = openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK);
    device("vault-audit-second.log", fifo);
    await sleep(500);
    let hung = 0;
    for (let count = 0; count < 200 && hung === 0; count++)
      await Promise.race([lookup(token), sleep(3000).then(() => Promise.reject(new Error("no answer")))]).catch(
        () => hung++,
      );
    expect(hung).toBe(1);
    // whoever reads the pipe sets Vault free
    const drain = setInterval(() => {
      try {
        while (readSync(reader, Buffer.alloc(65536)) > 0);
      } catch {
        // nothing to read just now
      }
    }, 20);
    await until("Vault answering again", 30, async () => (await lookup(token)) === 200);
    restored("vault-audit-second.log");
    await until("Vault answering again", 30, async () => (await lookup(token)) === 200);
    clearInterval(drain);
    closeSync(reader);
    expect(await lookup(token)).toBe(200);
  });

  test(title("clock-off"), async () => {
    await world.people.enrolAnew(MAYA_DBA); // none of the codes is used
    const { methodId, authenticator } = await world.factor(MAYA, DBA);
    // and all of them are of one period, whose end is not near
    await until("the begin of a period", 15, async () => (Date.now() / 1000) % 30 < 20);
    const outcome = async (seconds: number) => {
      const { status } = await world.request(LOGIN, {
        method: "POST",
        body: { role: DBA, jwt: await world.approval() },
        mfa: `${methodId}:${authenticator.codeAt(Date.now() + seconds * 1000)}`,
      });
      return status;
    };
    const refused = [await outcome(-60), await outcome(60)];
    expect(refused).toEqual([403, 403]);
    expect(await outcome(-30)).toBe(200);
    expect(await end()).toEqual([]);
    await enable();
    await world.people.enrolAnew(MAYA_DBA);
  });

  test(title("two-applies"), async () => {
    const [first, second] = [await world.lab.deployment.breakGlass(), await world.lab.deployment.breakGlass()];
    await first.plan();
    await second.plan();
    const results = await Promise.allSettled([first.apply(), sleep(150).then(() => second.apply())]);
    const refused = results.filter(({ status }) => status === "rejected");
    expect(refused).toHaveLength(1);
    expect(String((refused[0] as PromiseRejectedResult).reason)).toContain("state lock");
    expect(await world.plan()).toBe("");
  });

  test(title("apply-killed"), async () => {
    const { lab } = world;
    await (await lab.deployment.breakGlass()).destroy();
    await lab.servers.targets.reset();
    const apply = (await lab.deployment.breakGlass()).command(["apply", "-auto-approve", "-input=false", "-no-color"]);
    const child = spawn(apply.file, apply.args, {
      cwd: apply.cwd,
      env: apply.env,
      stdio: ["ignore", "pipe", "ignore"],
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk;
    });
    await until("half of the apply", 60, async () => (output.match(/Creation complete/g) ?? []).length >= 25);
    child.kill("SIGINT");
    await new Promise((resolve) => child.on("close", resolve));
    expect(output).not.toContain("Apply complete!");
    await deployWithImports(lab);
    expect(await world.plan()).toBe("");
    // The new entities have no enrolments, so people enrol again.
    world.place = await drillPlace(lab);
    for (const entity of [MAYA_DBA, "approver_amina-diallo", "operator_tomas-novak"]) world.people.destroyed(entity);
    expect(await world.throughSession("SELECT 1")).toBe("done");
  });

  test("after all faults, no plan changes anything, and no audit entry is broken", async () => {
    expect(await world.plan()).toBe("");
    for (const line of audit().trim().split("\n")) expect(() => JSON.parse(line)).not.toThrow();
    expect(audit()).toContain(`auth/${MOUNTS.breakGlass}/login`);
  });

  test("the page lists each fault", () => {
    const page = join(PROJECT, "docs", "faults.md");
    if (process.env["UPDATE_SECURITY_PAGE"] === "1") writeFileSync(page, faultsPage());
    expect(readFileSync(page, "utf8")).toBe(faultsPage());
    expect(Object.keys(FAULTS).length).toBeGreaterThanOrEqual(12);
  });
});

/** Follows docs/faults.md: imports each object that Terraform names as existing, and repeats the apply. */
async function deployWithImports(lab: Lab): Promise<void> {
  for (let imports = 0; imports < 10; imports++) {
    const stopped = await lab
      .deploy(() => undefined)
      .then(
        () => undefined,
        (error: Error) => error.message,
      );
    if (stopped === undefined) return;
    const existing = [...stopped.matchAll(/path is already in use at (\S+)\/\s+with (vault_mount\.\S+),/g)];
    if (existing.length === 0) throw new Error(stopped);
    for (const [, path = "", address = ""] of existing) {
      const { file, args, cwd, env } = (await lab.deployment.breakGlass()).command([
        "import",
        "-input=false",
        address,
        path,
      ]);
      await run(file, args, { cwd, env });
    }
  }
  throw new Error("ten imports were not enough");
}
