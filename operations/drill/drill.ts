import type { DrillAccounts } from "./accounts";
import type { DrillCast } from "./cast";
import { DrillContext } from "./context";
import type { DrillStep } from "./drill-step";
import { NotChecked } from "./not-checked";
import type { DrillPlace } from "./place";
import type { DrilledStep, DrillRecord } from "./record";
import { ENDING } from "./steps/ending";
import { GETTING_IN } from "./steps/getting-in";
import { GETTING_IN_AGAIN } from "./steps/getting-in-again";
import { IN_USE } from "./steps/in-use";
import { NOTHING_LEFT } from "./steps/nothing-left";

/** A whole emergency, from enrolment to the end and back to normal. */
const STEPS: readonly DrillStep[] = [...GETTING_IN, ...IN_USE, ...ENDING, ...NOTHING_LEFT, ...GETTING_IN_AGAIN];

/**
 * Takes an emergency through the real servers. The first step that fails is the last.
 *
 * @param progress told each step when it is over
 */
export async function drill(
  place: DrillPlace,
  people: DrillAccounts,
  cast: DrillCast,
  progress: (step: DrilledStep) => void,
): Promise<DrillRecord> {
  const started = new Date().toISOString();
  const context = new DrillContext(place, people, cast);
  const steps: DrilledStep[] = [];
  for (const step of STEPS) {
    const done = await perform(step, context);
    steps.push(done);
    progress(done);
    if (done.outcome === "failed") break;
  }
  return {
    environment: place.environment.environment,
    ...cast,
    incident: context.incident,
    correlation: context.correlation,
    started,
    passed: steps.every(({ outcome }) => outcome !== "failed"),
    notChecked: steps.filter(({ outcome }) => outcome === "not checked").length,
    approvalToQueryMilliseconds: context.find("approvalToQueryMilliseconds") ?? null,
    endMilliseconds: context.find("endMilliseconds") ?? null,
    steps,
  };
}

async function perform({ name, act }: DrillStep, context: DrillContext): Promise<DrilledStep> {
  const began = performance.now();
  const done = (outcome: DrilledStep["outcome"], detail: string): DrilledStep => ({
    step: name,
    outcome,
    milliseconds: Math.round(performance.now() - began),
    detail,
  });
  try {
    return done("passed", await act(context));
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return done(error instanceof NotChecked ? "not checked" : "failed", detail);
  }
}
