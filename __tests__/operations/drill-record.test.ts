import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { lastDrill } from "../../config/last-drill";
import { loadEnvironments } from "../../config/load";
import { ENGINES } from "../../constructs/engines";
import { type DrillRecord, writeRecord } from "../../operations/drill/record";
import { ENVIRONMENTS, OPTIONS } from "../sample";
import { temporaryFolder } from "../temporary-folder";

const PROJECT = join(__dirname, "..", "..");

const RECORD: DrillRecord = {
  environment: "staging",
  responder: "maya-chen",
  approver: "amina-diallo",
  operator: "tomas-novak",
  profile: "senior-dba",
  target: "orders-db",
  incident: "DRILL-1",
  correlation: "c",
  started: "2026-10-30T09:00:00.000Z",
  passed: true,
  notChecked: 0,
  approvalToQueryMilliseconds: 1200,
  endMilliseconds: 900,
  steps: [{ step: "end", outcome: "passed", milliseconds: 900, detail: "a | b" }],
};

test("records are in ./drills where nobody says otherwise, wherever the environments are", () => {
  expect(loadEnvironments({ environments: ENVIRONMENTS }, ENGINES).drills).toBe("drills");
});

test("a record lands in DRILLS_DIR, and there the table of the stacks finds it", () => {
  const DRILLS_DIR = temporaryFolder();
  const loaded = loadEnvironments({ ...OPTIONS, drills: DRILLS_DIR }, ENGINES);
  expect(lastDrill(loaded.drills, "staging", loaded.asOf)).toBeNull();
  const page = writeRecord(loaded.drills, RECORD);
  expect(page).toBe(join(DRILLS_DIR, "staging", "2026-10-30T09-00-00Z.md"));
  expect(lastDrill(loaded.drills, "staging", loaded.asOf)).toMatchObject({ started: RECORD.started, passed: true });
  const { stdout, stderr } = spawnSync(process.execPath, ["commands/launch.js", "synth"], {
    cwd: PROJECT,
    encoding: "utf8",
    env: {
      PATH: process.env["PATH"],
      ENVIRONMENTS_DIR: ENVIRONMENTS,
      ENVIRONMENT: "staging",
      DRILLS_DIR,
      CDKTF_OUTDIR: temporaryFolder(),
    },
  });
  expect(stderr).toBe("");
  expect(stdout).toMatch(/staging-break-glass .* 2026-10-30 /);
});
