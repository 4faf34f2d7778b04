import { LabFolder } from "./lab/folder";
import { Lab } from "./lab/lab";
import { findPrograms, MissingPrograms } from "./lab/programs";
import { DrillPeople, drill } from "./operations/drill";
import { writeRecord } from "./operations/drill-record";
import { ProgramFailed } from "./operations/run";

const USAGE = `Usage: npm run lab -- COMMAND

Real servers on this machine: Vault, Boundary and two PostgreSQL servers, on 127.0.0.1.

  up       start the servers (Vault and Boundary are built once where they are not on PATH)
  deploy   up, then apply the lab environment in production's order
  drill    deploy, then take an emergency through it; writes drills/lab/<time>.md and .json
  plan     what a further apply would change; exit code 1 when anything
  down     end every process and remove every file
  status   what runs, and where
  --help   this text

LAB_DIR is the lab's folder, BREAK_GLASS_CACHE that of the built programs.
Exit codes: 0 done, 1 failed, 2 usage.`;

async function main(command: string): Promise<number> {
  if (command === "--help") return say(USAGE);
  if (!["up", "deploy", "drill", "plan", "down", "status"].includes(command)) {
    console.error(`There is no command ${JSON.stringify(command)}.\n\n${USAGE}`);
    return 2;
  }
  const started = Date.now();
  const progress = (step: string) =>
    console.log(`${((Date.now() - started) / 1000).toFixed(1).padStart(6)} s  ${step}`);
  const lab = new Lab(process.cwd(), new LabFolder(), await findPrograms(process.cwd(), progress));
  if (command === "status") {
    const running = lab.processes.running();
    return say(
      running.length === 0 ? "Nothing runs." : running.map(({ name, pid }) => `${name} (pid ${pid})`).join("\n"),
    );
  }
  if (command === "down") {
    await lab.down(progress);
    progress("nothing is left");
    return 0;
  }
  await lab.up(progress);
  if (command === "deploy" || command === "drill") await lab.deploy(progress);
  if (command === "drill") {
    await lab.forgetEnrolments();
    const place = await lab.drillPlace();
    const cast = {
      responder: "maya-chen",
      approver: "amina-diallo",
      operator: "tomas-novak",
      profile: "senior-dba",
      target: "orders-db",
    };
    const record = await drill(place, new DrillPeople(place), cast, ({ step, passed, milliseconds, detail }) =>
      progress(`${passed ? "passed" : "FAILED"}  ${step} (${milliseconds} ms): ${detail}`),
    );
    progress(`${record.passed ? "the drill passed" : "the drill failed"}: ${writeRecord("drills", record)}`);
    return record.passed ? 0 : 1;
  }
  if (command === "plan") {
    await lab.synthesize();
    const changes = await (await lab.breakGlass()).plan();
    if (changes !== "") console.log(changes);
    progress(changes === "" ? "no changes" : "changes");
    return changes === "" ? 0 : 1;
  }
  const { vault, boundary } = lab.environment;
  progress(`done: Vault ${vault.address}, Boundary ${boundary.address}, CA ${lab.folder.at("ca.pem")}`);
  return 0;
}

function say(text: string): number {
  console.log(text);
  return 0;
}

main(process.argv[2] ?? "--help").then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const known = error instanceof MissingPrograms || error instanceof ProgramFailed;
    console.error(known || !(error instanceof Error) ? String((error as Error).message) : error.stack);
    process.exitCode = 1;
  },
);
