import { LabFolder } from "./lab/folder";
import { LAB_CAST, Lab } from "./lab/lab";
import { findPrograms, MissingPrograms } from "./lab/programs";
import { SelfEnrolled } from "./lab/self-enrolled";
import { drill } from "./operations/drill";
import { stepText, writeRecord } from "./operations/drill-record";
import { ProgramFailed } from "./operations/run";
import { DRILLS } from "./reports/stack-table";

const USAGE = `Usage: npm run lab [-- COMMAND] [--json]

Real servers on this machine: Vault, Boundary and two PostgreSQL servers, on 127.0.0.1.

  (none)   as drill; the servers stay up
  up       start the servers (Vault and Boundary are built once where they are not on PATH)
  deploy   up, then apply the lab environment in production's order
  drill    deploy, then take an emergency through it; writes drills/lab/<time>.md and .json
  plan     what a further apply would change; exit code 1 when anything
  status   what runs, and where
  down     end every process and remove every file
  --json   a JSON object a line
  --help   this text

Ctrl-C while a lab starts ends what was started. LAB_DIR is the lab's folder, BREAK_GLASS_CACHE that of
the built programs. Exit codes: 0 done, 1 failed, 2 usage, 130 interrupted.`;

const COMMANDS = ["up", "deploy", "drill", "plan", "status", "down"];

async function main(args: string[]): Promise<number> {
  const json = args.includes("--json");
  const [command = "drill", ...rest] = args.filter((arg) => arg !== "--json");
  if (command === "--help") {
    console.log(USAGE);
    return 0;
  }
  if (!COMMANDS.includes(command) || rest.length > 0) {
    console.error(`There is no command ${JSON.stringify([command, ...rest].join(" "))}.\n\n${USAGE}`);
    return 2;
  }
  const started = Date.now();
  const progress = (step: string) => {
    const seconds = (Date.now() - started) / 1000;
    console.log(json ? JSON.stringify({ seconds, step }) : `${seconds.toFixed(1).padStart(6)} s  ${step}`);
  };
  const lab = new Lab(process.cwd(), new LabFolder(), await findPrograms(process.cwd(), progress));
  switch (command) {
    case "status":
      for (const { name, pid } of lab.processes.running()) progress(`${name} (pid ${pid})`);
      if (lab.folder.has("lab.json")) printPlace(lab, progress);
      else progress("nothing runs");
      return 0;
    case "down":
      await lab.down(progress);
      progress("nothing is left");
      return 0;
    case "plan":
      return plan(lab, progress);
    default:
      return start(lab, command, progress);
  }
}

type Progress = (step: string) => void;

/** Set by Ctrl-C: what was under way then fails, and its error says nothing. */
let interrupted = false;

async function start(lab: Lab, command: string, progress: Progress): Promise<number> {
  if (!lab.folder.exists()) {
    process.once("SIGINT", () => {
      interrupted = true;
      lab.down(progress).finally(() => process.exit(130));
    });
  }
  await lab.up(progress);
  if (command !== "up") await lab.deploy(progress);
  const code = command === "drill" ? await takeDrill(lab, progress) : 0;
  printPlace(lab, progress);
  return code;
}

async function takeDrill(lab: Lab, progress: Progress): Promise<number> {
  await lab.forgetEnrolments();
  const place = await lab.drillPlace();
  const record = await drill(place, new SelfEnrolled(lab), LAB_CAST, (step) => progress(stepText(step)));
  progress(`${record.passed ? "the drill passed" : "the drill failed"}: ${writeRecord(DRILLS, record)}`);
  return record.passed ? 0 : 1;
}

async function plan(lab: Lab, progress: Progress): Promise<number> {
  await lab.synthesize();
  const changes = await (await lab.breakGlass()).plan();
  if (changes !== "") console.error(changes);
  progress(changes === "" ? "no changes" : "changes");
  return changes === "" ? 0 : 1;
}

function printPlace(lab: Lab, progress: Progress): void {
  const { vault, boundary } = lab.environment;
  progress(`Vault ${vault.address}, Boundary ${boundary.address}, CA ${lab.folder.at("ca.pem")}`);
  progress(
    `staff logins and their passwords: ${lab.folder.at("lab.json")} (docs/enrolment.md says what to do with them)`,
  );
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    if (interrupted) return; // `down` is under way and ends the process
    const known = error instanceof MissingPrograms || error instanceof ProgramFailed;
    console.error(error instanceof Error && !known ? error.stack : String((error as Error).message));
    process.exitCode = 1;
  },
);
