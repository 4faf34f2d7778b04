import { cpSync, existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RULES } from "../../guardrails/index";
import { breakGlass } from "../commands/call";
import { type Change, changed, DRILLS, ENVIRONMENTS } from "../sample";
import { temporaryFolder } from "../temporary-folder";

/** A command on environments of its own. */
async function program(name: string, environments: string, args: string[]) {
  const outdir = join(environments, "out");
  process.env["CDKTF_OUTDIR"] = outdir; // cdktf reads it by itself
  const called = await breakGlass([name, "--environments", environments, ...args], { DRILLS_DIR: DRILLS });
  const files = existsSync(outdir) ? readdirSync(outdir, { recursive: true, encoding: "utf8" }) : [];
  return { ...called, wrote: files.some((file) => file.endsWith(".json")) };
}

/** The samples with one of them changed. */
function withChanges(name: string, ...changes: Change[]): string {
  const folder = join(temporaryFolder(), "environments");
  cpSync(ENVIRONMENTS, folder, { recursive: true });
  writeFileSync(join(folder, `${name}.yaml`), changed(name, ...changes));
  return folder;
}

test("an unsafe configuration is refused at once, with rule, place, value, what is allowed and the remedy", async () => {
  const folder = withChanges("prod", [["longestAccess"], "20m"], [["backend"], { kind: "local" }]);
  const { status, stderr, wrote } = await program("synth", folder, []);
  expect(status).toBe(1);
  expect(wrote).toBe(false);
  expect(stderr).toMatch(/prod\.yaml:\d+:\d+ BG060 /);
  expect(stderr).toMatch(/prod\.yaml:\d+:\d+ BG061 /);
  expect(stderr).toContain("allowed: at most 1200 s");
  expect(stderr).toContain("remedy: ");
  expect(stderr).not.toContain("    at ");
});

test("an exception beside what it excepts lets it through; guardrails count it", async () => {
  const exception = { rule: "BG060", reason: "A migration.", owner: "database", expires: "2027-01-31" };
  const folder = withChanges(
    "prod",
    [["longestAccess"], "95m"],
    [["profiles", "senior-dba", "exceptions"], [exception]],
  );
  expect(await program("synth", folder, [])).toMatchObject({ stderr: "", status: 0 });
  const outcomes = JSON.parse((await program("guardrails", folder, ["--json", "--environment", "prod"])).stdout);
  expect(outcomes.find(({ rule }: { rule: string }) => rule === "BG060")).toMatchObject({ passed: true, excepted: 1 });
});

describe("a review that became due", () => {
  const overdue = (name: string) => [["people", name, "reviewDue"], "2026-10-30"] as [string[], string];

  test("synthesis works on the days after it, guardrails fail at once and name the place", async () => {
    const folder = withChanges("staging", overdue("ines-costa"));
    expect((await program("synth", folder, [])).status).toBe(0);
    const guardrails = await program("guardrails", folder, []);
    expect(guardrails.status).toBe(3);
    expect(guardrails.stdout).toMatch(/staging\.yaml:\d+:\d+ BG070/);
  });

  test("removing the person works", async () => {
    const folder = withChanges("staging", [["people", "ines-costa"]]);
    expect((await program("synth", folder, [])).status).toBe(0);
    expect((await program("guardrails", folder, [])).status).toBe(0);
  });

  test("adding somebody who was not reviewed does not pass, and does after the review", async () => {
    const person = (reviewDue: string) => ({
      name: "Rosa Lind",
      team: "audit",
      owner: "audit",
      staffLogin: "rosa.lind@example.com",
      roles: ["auditor"],
      reviewedOn: "2026-09-15",
      reviewedBy: "amina-diallo",
      reviewDue,
      expires: "2027-12-31",
    });
    expect(
      (await program("guardrails", withChanges("staging", [["people", "rosa-lind"], person("2026-10-30")]), [])).status,
    ).toBe(3);
    expect(
      (await program("guardrails", withChanges("staging", [["people", "rosa-lind"], person("2027-03-15")]), [])).status,
    ).toBe(0);
  });
});

test("--sarif has a rule and a place for each finding; --plan finds a trust anchor that goes", async () => {
  const folder = withChanges("prod", [["longestAccess"], "20m"]);
  const sarif = JSON.parse((await program("guardrails", folder, ["--sarif"])).stdout);
  const [run] = sarif.runs;
  expect(sarif.version).toBe("2.1.0");
  expect(run.results.length).toBeGreaterThan(0);
  for (const { ruleId, locations } of run.results) {
    expect(RULES.map(({ id }) => id)).toContain(ruleId);
    expect(locations[0].physicalLocation.region.startLine).toBeGreaterThan(1);
  }
  const plan = join(folder, "tfplan.json");
  const change = (actions: string[]) => ({
    resource_changes: [{ address: "vault_audit.file", type: "vault_audit", change: { actions } }],
  });
  writeFileSync(plan, JSON.stringify(change(["delete"])));
  const args = ["--environments", ENVIRONMENTS, "--environment", "prod", "--plan", plan];
  expect(await program("guardrails", ENVIRONMENTS, args.slice(2))).toMatchObject({
    status: 3,
    stdout: expect.stringContaining("BG080"),
  });
  writeFileSync(plan, JSON.stringify(change(["update"])));
  expect((await program("guardrails", ENVIRONMENTS, args.slice(2))).status).toBe(0);
  writeFileSync(plan, "no plan");
  expect(await program("guardrails", ENVIRONMENTS, args.slice(2))).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("terraform show -json"),
  });
});
