import { command } from "../command";
import { LAB_VARIABLES } from "./lab-variables";
import { LAB_EXITS, sayPlace, withLab } from "./lab-work";

export const deploy = command({
  description: "Starts the lab's servers, then applies the lab environment in production's order.",
  flags: {},
  variables: LAB_VARIABLES,
  exits: { 0: "deployed", 1: "failed", ...LAB_EXITS },
  run: ({ json }) =>
    withLab(json, async (lab, steps) => {
      await lab.up((text) => steps.step(text));
      await lab.deploy((text) => steps.step(text));
      sayPlace(lab, steps);
      return {};
    }),
});
