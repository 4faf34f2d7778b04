import { loadEnvironments } from "../../config/load";
import { EXIT, UsageError } from "../../config/user-error";
import { ENGINES } from "../../constructs/engines";
import { castOf, drillPlace, LAB_CAST } from "../../lab/drills";
import type { Lab } from "../../lab/lab";
import type { Steps } from "../../lab/progress";
import { SelfEnrolled } from "../../lab/self-enrolled";
import { drill as takeDrill } from "../../operations/drill/drill";
import { stepText, writeRecord } from "../../operations/drill/record";
import { command } from "../command";
import { DRILLS_FLAG } from "../environment-flags";
import { LAB_VARIABLES } from "./lab-variables";
import { LAB_EXITS, sayPlace, withLab } from "./lab-work";

export const drill = command({
  description: `Deploys the lab, then practices an emergency on each target.
The servers stay up. The records go to drills/lab/<time>.md and .json.`,
  flags: { drills: DRILLS_FLAG },
  operands: {
    name: "TARGET",
    summary: `targets of the lab, or all: each that this machine has a server for (default: ${LAB_CAST.target})`,
  },
  variables: LAB_VARIABLES,
  exits: { 0: "every drill passed", 1: "a drill failed", ...LAB_EXITS },
  run({ json, operands, options }) {
    checkNames(operands);
    return withLab(json, async (lab, steps) => {
      await lab.up((text) => steps.step(text));
      await lab.deploy((text) => steps.step(text));
      const passed = await takeDrills(lab, targetsOf(lab, operands), options.drills, steps);
      sayPlace(lab, steps);
      return { exitCode: passed ? EXIT.done : EXIT.failed };
    });
  },
});

/** Refuses an unknown name before any server starts. What the machine lacks is known later. @throws UsageError */
function checkNames(operands: readonly string[]): void {
  const [lab] = loadEnvironments({ environments: "environments", environment: "lab" }, ENGINES).environments;
  const known = Object.keys(lab?.environment.targets ?? {});
  const unknown = operands.filter((each) => each !== "all" && !known.includes(each));
  if (unknown.length > 0)
    throw new UsageError(`The lab has no target ${unknown.join(", ")}; there are: all, ${known.join(", ")}.`);
}

/** @throws UsageError for a target that the lab does not have */
function targetsOf(lab: Lab, operands: readonly string[]): readonly string[] {
  const known = Object.keys(lab.environment.targets);
  if (operands.length === 0) return [LAB_CAST.target];
  if (operands.includes("all")) return known;
  for (const target of operands.filter((each) => !known.includes(each))) {
    const reason = lab.absent[target];
    throw new UsageError(reason ?? `There is no target ${target} in the lab; there are: ${known.join(", ")}.`);
  }
  return operands;
}

async function takeDrills(lab: Lab, targets: readonly string[], folder: string, steps: Steps): Promise<boolean> {
  const place = await drillPlace(lab);
  let passed = true;
  for (const target of targets) {
    await lab.ceremonies.forgetEnrolments();
    const say = (step: Parameters<typeof stepText>[0]) => steps.say(stepText(step));
    const record = await takeDrill(place, new SelfEnrolled(lab), castOf(target, lab), say);
    steps.say(`the drill of ${target} ${record.passed ? "passed" : "failed"}: ${writeRecord(folder, record)}`);
    passed &&= record.passed;
  }
  return passed;
}
