import { Claim, LEAVE } from "../../lab/claim";
import { takeDown } from "../../lab/down";
import { LabFolder } from "../../lab/folder";
import { Lab } from "../../lab/lab";
import { Processes } from "../../lab/processes";
import { findPrograms } from "../../lab/programs";
import { type Steps, showSteps } from "../../lab/progress";
import { endRuns } from "../../operations/clients/run";
import type { Answer } from "../command";

/** Exit codes after Ctrl-C, and after a `lab down` of another process. */
export const LAB_EXITS = { 130: "interrupted", 143: "ended by `lab down`" };

/** Checks the lab's folder, runs with it, and shows the steps. */
export async function inLab(json: boolean, act: (folder: LabFolder, steps: Steps) => Promise<Answer>): Promise<Answer> {
  const steps = showSteps(json);
  try {
    const folder = new LabFolder();
    folder.check();
    return await act(folder, steps);
  } finally {
    steps.end();
  }
}

/**
 * Runs as the only command that works in the lab. Ctrl-C in a new lab ends the started servers. A `lab down` of another
 * process ends the work, and does the rest itself.
 */
export function withLab(json: boolean, work: (lab: Lab, steps: Steps) => Promise<Answer>): Promise<Answer> {
  return inLab(json, async (folder, steps) => {
    const claim = Claim.take(folder.claim);
    process.once("exit", () => claim.release());
    let lab: Lab | undefined;
    let leaving = false;
    const leave = (code: number, ending: (processes: Processes) => Promise<void>) => {
      leaving = true;
      const processes = lab?.processes ?? new Processes(folder);
      processes.close();
      ending(processes).finally(() => {
        steps.end();
        process.exit(code);
      });
    };
    process.once(LEAVE, () => leave(143, endRuns));
    if (folder.isEmpty())
      process.once("SIGINT", () => leave(130, (processes) => takeDown(folder, processes, (text) => steps.step(text))));
    try {
      lab = new Lab(process.cwd(), folder, await findPrograms(process.cwd(), steps));
      return await work(lab, steps);
    } catch (error) {
      if (!leaving) throw error;
      return {}; // The work fails because the lab goes down; `leave` ends the process.
    }
  });
}

/** Prints the places of the lab's servers and logins. */
export function sayPlace(lab: Lab, steps: Steps): void {
  const { vault, boundary } = lab.environment;
  for (const [target, reason] of Object.entries(lab.absent)) steps.say(`without ${target}: ${reason}`);
  steps.say(`Vault ${vault.address}, Boundary ${boundary.address}, CA ${lab.folder.at("ca.pem")}`);
  steps.say(`staff logins and their passwords: ${lab.folder.at("lab.json")} (docs/enrolment.md explains their use)`);
}
