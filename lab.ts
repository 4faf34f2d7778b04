import { UsageError } from "./config/user-error";
import { Claim, Claimed, LEAVE } from "./lab/claim";
import { takeDown } from "./lab/down";
import { castOf, drillPlace, LAB_CAST } from "./lab/drills";
import { LabFolder } from "./lab/folder";
import { Lab } from "./lab/lab";
import { NotEnded, Processes } from "./lab/processes";
import { findPrograms, MissingPrograms } from "./lab/programs";
import { type Steps, showSteps } from "./lab/progress";
import { SelfEnrolled } from "./lab/self-enrolled";
import { endRuns, ProgramFailed } from "./operations/clients/run";
import { drill } from "./operations/drill/drill";
import { stepText, writeRecord } from "./operations/drill/record";

const USAGE = `Usage: npm run lab [-- COMMAND] [--json]

Real servers on this machine: Vault, Boundary and two PostgreSQL servers, on 127.0.0.1.

  (none)   as drill; the servers stay up
  up       start the servers (Vault and Boundary are built once where they are not on PATH)
  deploy   up, then apply the lab environment in production's order
  drill [TARGET ...]
           deploy, then take an emergency through it, for each target (default: orders-db; all: every
           target that this machine has a server for); writes drills/lab/<time>.md and .json
  plan     what a further apply would change; exit code 1 when anything
  status   what runs, and where
  down     end every process and remove every file
  --json   a JSON object a line
  --help   this text

Ctrl-C while a lab starts ends what was started. One command at a time works in a lab: another is refused,
but for down, which ends it first. LAB_DIR is the lab's folder (new, empty or a lab's: down removes it as a
whole), BREAK_GLASS_CACHE that of the built programs; LAB_PORTS=any keeps away from the usual ports.
Exit codes: 0 done, 1 failed, 2 usage, 130 interrupted, 143 ended by down.`;

const COMMANDS = ["up", "deploy", "drill", "plan", "status", "down"];

async function main(args: string[]): Promise<number> {
  const json = args.includes("--json");
  const [command = "drill", ...targets] = args.filter((arg) => arg !== "--json");
  if (command === "--help") {
    console.log(USAGE);
    return 0;
  }
  if (!COMMANDS.includes(command) || (targets.length > 0 && command !== "drill")) {
    console.error(`There is no command ${JSON.stringify([command, ...targets].join(" "))}.\n\n${USAGE}`);
    return 2;
  }
  const steps = showSteps(json);
  try {
    return await perform(command, targets, steps);
  } finally {
    steps.end();
  }
}

/** Set by Ctrl-C and by another's `down`: what was under way then fails, and its error says nothing. */
let interrupted = false;

async function perform(command: string, targets: string[], steps: Steps): Promise<number> {
  const folder = new LabFolder();
  folder.check();
  switch (command) {
    case "status":
      return status(folder, steps);
    case "down":
      return down(folder, steps);
    default:
      return work(folder, command, targets, steps);
  }
}

async function status(folder: LabFolder, steps: Steps): Promise<number> {
  for (const { name, pid } of new Processes(folder).running()) steps.say(`${name} (pid ${pid})`);
  if (folder.has("lab.json"))
    printPlace(new Lab(process.cwd(), folder, await findPrograms(process.cwd(), steps)), steps);
  else steps.say("nothing runs");
  return 0;
}

async function down(folder: LabFolder, steps: Steps): Promise<number> {
  const claim = await Claim.seize(folder.claim, (pid) => steps.step(`ending process ${pid}, which is at work there`));
  await takeDown(folder, new Processes(folder), (text) => steps.step(text));
  claim.release();
  steps.say("nothing is left");
  return 0;
}

async function work(folder: LabFolder, command: string, targets: string[], steps: Steps): Promise<number> {
  const claim = Claim.take(folder.claim);
  process.once("exit", () => claim.release());
  const progress = (text: string) => steps.step(text);
  let lab: Lab | undefined;
  const leave = (code: number, ending: (processes: Processes) => Promise<void>) => {
    interrupted = true;
    const processes = lab?.processes ?? new Processes(folder);
    processes.close();
    ending(processes).finally(() => {
      steps.end();
      process.exit(code);
    });
  };
  process.once(LEAVE, () => leave(143, endRuns));
  if (folder.isEmpty()) process.once("SIGINT", () => leave(130, (processes) => takeDown(folder, processes, progress)));
  lab = new Lab(process.cwd(), folder, await findPrograms(process.cwd(), steps));
  if (command === "plan") return plan(lab, steps);
  await lab.up(progress);
  if (command !== "up") await lab.deploy(progress);
  const code = command === "drill" ? await takeDrills(lab, targets, steps) : 0;
  printPlace(lab, steps);
  return code;
}

async function takeDrills(lab: Lab, targets: string[], steps: Steps): Promise<number> {
  const known = Object.keys(lab.environment.targets);
  const chosen = targets.length === 0 ? [LAB_CAST.target] : targets.includes("all") ? known : targets;
  for (const target of chosen.filter((each) => !known.includes(each))) {
    const reason = lab.absent[target];
    throw new UsageError(reason ?? `There is no target ${target} in the lab; there are: ${known.join(", ")}.`);
  }
  const place = await drillPlace(lab);
  let passed = true;
  for (const target of chosen) {
    await lab.ceremonies.forgetEnrolments();
    const record = await drill(place, new SelfEnrolled(lab), castOf(target, lab), (step) => steps.say(stepText(step)));
    steps.say(`the drill of ${target} ${record.passed ? "passed" : "failed"}: ${writeRecord("drills", record)}`);
    passed &&= record.passed;
  }
  return passed ? 0 : 1;
}

async function plan(lab: Lab, steps: Steps): Promise<number> {
  steps.step("planning");
  await lab.deployment.synthesize();
  const changes = await (await lab.deployment.breakGlass()).plan();
  steps.end();
  if (changes !== "") console.error(changes);
  steps.say(changes === "" ? "no changes" : "changes");
  return changes === "" ? 0 : 1;
}

function printPlace(lab: Lab, steps: Steps): void {
  const { vault, boundary } = lab.environment;
  for (const [target, reason] of Object.entries(lab.absent)) steps.say(`without ${target}: ${reason}`);
  steps.say(`Vault ${vault.address}, Boundary ${boundary.address}, CA ${lab.folder.at("ca.pem")}`);
  steps.say(
    `staff logins and their passwords: ${lab.folder.at("lab.json")} (docs/enrolment.md says what to do with them)`,
  );
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    if (interrupted) return; // `down` is under way and ends the process
    const known = [Claimed, MissingPrograms, NotEnded, ProgramFailed, UsageError].some((kind) => error instanceof kind);
    console.error(error instanceof Error && !known ? error.stack : String((error as Error).message));
    process.exitCode = error instanceof UsageError ? 2 : 1;
  },
);
