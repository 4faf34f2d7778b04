import { chownSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect, type PeerCertificate } from "node:tls";
import { castOf } from "../../lab/drills";
import { drill } from "../../operations/drill/drill";
import { type DrillRecord, stepText } from "../../operations/drill/record";
import { liveDescribe } from "./providers";
import { timed } from "./turns";
import { World } from "./world";

/** Life of Boundary's certificate in this test; Vault Agent asks for the next one before its end. */
const CERTIFICATE_SECONDS = 20;

/** Every target of the sample. */
const TARGETS = ["orders-db", "stock-db", "orders-host", "stock-host", "orders-queue", "orders-app"];

liveDescribe()("every kind of target", () => {
  let world: World;

  beforeAll(async () => {
    world = await World.startAtOnce((document) =>
      document.setIn(["vault", "boundaryCertificates", "ttl"], `${CERTIFICATE_SECONDS}s`),
    ).catch((error) => {
      timed(); // or the others would wait for nothing
      throw error;
    });
  }, 2_700_000);
  afterAll(() => world?.stop(), 120_000);

  /** Whether this machine has no server for a target: a named skip. @throws Error when REQUIRE_LIVE=1 */
  const isAbsent = (target: string) => {
    const missing = world.lab.absent[target];
    if (missing === undefined) return false;
    if (process.env["REQUIRE_LIVE"] === "1") throw new Error(missing);
    console.warn(`SKIPPED ${target}: ${missing}`);
    return true;
  };

  describe("timed, with nothing else beside it", () => {
    test.each(TARGETS)("the drill of %s passes, in time", async (target) => {
      if (isAbsent(target)) return;
      const record = await drill(world.place, world.people, castOf(target, world.lab), () => undefined);
      const failed = (step: DrillRecord["steps"][number]) => step.outcome === "failed";
      expect(record.steps.filter(failed)).toEqual([]);
      expect(record.passed).toBe(true);
      // A static credential has no user of its own to look for.
      expect(record.steps.filter(({ outcome }) => outcome === "not checked").map(({ step }) => step)).toEqual(
        target === "orders-app" ? ["nothing is left of the responder on the target"] : [],
      );
      console.log(
        `${target}: ${record.approvalToQueryMilliseconds} ms to a command, ${record.endMilliseconds} ms to its end\n` +
          record.steps.map(stepText).join("\n"), // where the time of a late one went
      );
      expect(record.approvalToQueryMilliseconds).toBeLessThan(2000);
      expect(record.endMilliseconds).toBeLessThan(3000);
    });

    afterAll(timed);
  });

  test("MariaDB's start leaves the temporary tables of other servers alone", async () => {
    if (isAbsent("stock-db")) return;
    const { lab } = world;
    const foreign = join(tmpdir(), `#sql-temptable-${process.pid}-1-1.MAD`);
    writeFileSync(foreign, "");
    chownSync(foreign, lab.folder.owner.uid, lab.folder.owner.gid);
    await world.kill("stock-db");
    await world.restart();
    expect(existsSync(foreign)).toBe(true);
    rmSync(foreign);
  });

  test("Boundary's certificate rotates twice with a session open: no restart, no dropped connection", async () => {
    const { lab } = world;
    const pid = lab.processes.running().find(({ name }) => name === "boundary")?.pid;
    const before = await served(lab.state.ports.boundaryApi, lab.ca);
    const { session } = await world.session();
    const query = world.through(session, "SELECT pg_sleep(50), current_user");
    const serials = new Set([before.serialNumber]);
    const deadline = Date.now() + 55_000;
    while (serials.size < 3 && Date.now() < deadline) {
      serials.add((await served(lab.state.ports.boundaryApi, lab.ca)).serialNumber);
      await sleep(500);
    }
    expect(serials.size).toBeGreaterThanOrEqual(3);
    const after = await served(lab.state.ports.boundaryApi, lab.ca);
    expect(after.subject.CN).toBe("boundary.lab");
    const life = (Date.parse(after.valid_to) - Date.parse(after.valid_from)) / 1000;
    expect(life).toBeLessThan(CERTIFICATE_SECONDS + 60);
    expect(await query).toBe("done");
    expect(lab.processes.running().find(({ name }) => name === "boundary")?.pid).toBe(pid);
    await world.endNow();
  }, 120_000);
});

/** The certificate that a listener serves, verified by the lab's CA. */
function served(port: number, ca: string): Promise<PeerCertificate> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port, ca }, () => {
      resolve(socket.getPeerCertificate());
      socket.destroy();
    });
    socket.once("error", reject);
  });
}
