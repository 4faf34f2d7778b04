import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AFTERWARDS } from "./attacks/afterwards";
import { APPROVALS, takeExpiringApproval } from "./attacks/approvals";
import type { Attack } from "./attacks/attack";
import { AUDITOR, OPERATOR, STAFF } from "./attacks/duties";
import { ENGINE_ATTACKS } from "./attacks/engines";
import { FLOODING, floodEverything } from "./attacks/flooding";
import { INSIDE } from "./attacks/inside";
import { BOUNDARY_TOKEN, PIPELINE_ATTACKS } from "./attacks/machines";
import { PAIRS } from "./attacks/pairs";
import { SIDEWAYS } from "./attacks/sideways";
import { liveDescribe } from "./providers";
import { type AttackRecord, securityPage } from "./security-page";
import { PROJECT, World } from "./world";

/** A rate limit that only the tests of rate limits reach. */
const OUT_OF_THE_WAY = 100_000;
const DECLARED = 20;

const GROUPS: Readonly<Record<string, readonly Attack[]>> = {
  "Approvals and their use": APPROVALS,
  Operator: OPERATOR,
  Auditor: AUDITOR,
  "Everyday login": STAFF,
  Pipeline: PIPELINE_ATTACKS,
  "Boundary's Vault token": BOUNDARY_TOKEN,
  "An active responder in Vault": INSIDE,
  "Between profiles, people and systems": SIDEWAYS,
  "After the end": AFTERWARDS,
  "Credentials of every engine, and Boundary's controllers": ENGINE_ATTACKS,
  "Two people who collude": PAIRS,
  Flooding: FLOODING,
};

liveDescribe()("attacks", () => {
  let world: World;
  const records: AttackRecord[] = [];

  beforeAll(async () => {
    world = await World.start();
    await world.quotas(OUT_OF_THE_WAY);
    await takeExpiringApproval(world);
  }, 2_700_000);

  afterAll(async () => {
    await world?.stop();
    const file = process.env["SECURITY_RECORD"];
    if (file !== undefined) writeFileSync(file, `${JSON.stringify(records, null, 2)}\n`);
  });

  describe.each(Object.entries(GROUPS))("%s", (group, attacks) => {
    beforeAll(async () => {
      if (attacks !== FLOODING) return;
      await world.quotas(DECLARED);
      await floodEverything(world);
    });

    test.each(attacks.map((attack) => [attack.id, attack] as const))("%s", async (id, attack) => {
      const missing = attack.needs === undefined ? undefined : world.lab.absent[attack.needs];
      if (missing !== undefined) {
        if (process.env["REQUIRE_LIVE"] === "1") throw new Error(missing);
        console.warn(`SKIPPED ${id}: ${missing}`);
        return;
      }
      const real = String(await attack.attempt(world));
      world.lastClient = undefined;
      const control = String(await attack.control.attempt(world));
      const { lastClient } = world;
      await attack.after?.(world);
      const { who, request, expected } = attack;
      const verdict = real !== expected ? "FAILED" : control !== attack.control.expected ? "CONTROL FAILED" : "refused";
      const { supplied, expected: controlExpected } = attack.control;
      records.push({ group, id, who, request, expected, real, supplied, controlExpected, control, verdict });
      console.log(`${verdict}  ${id}: ${who}: ${request}: ${real}; with ${supplied}: ${control}`);
      if (verdict === "CONTROL FAILED" && lastClient !== undefined) console.log(`${id}: ${lastClient}`);
      expect({ real, control }).toEqual({ real: expected, control: controlExpected });
    });
  });

  test("there are at least 80 attacks with different names, and the page equals this run", () => {
    const ids = Object.values(GROUPS).flatMap((attacks) => attacks.map(({ id }) => id));
    expect(ids.length).toBeGreaterThanOrEqual(80);
    expect(new Set(ids).size).toBe(ids.length);
    if (records.length < ids.length) return; // some were chosen by name
    const page = join(PROJECT, "docs", "security-tests.md");
    if (process.env["UPDATE_SECURITY_PAGE"] === "1") writeFileSync(page, securityPage(records));
    expect(readFileSync(page, "utf8")).toBe(securityPage(records));
  });
});
