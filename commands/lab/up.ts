import { command } from "../command";
import { LAB_VARIABLES } from "./lab-variables";
import { LAB_EXITS, sayPlace, withLab } from "./lab-work";

export const up = command({
  description: `Starts the lab's servers on 127.0.0.1.
If Vault and Boundary are not on PATH, it builds them once. Ctrl-C ends the started servers.`,
  flags: {},
  variables: LAB_VARIABLES,
  exits: { 0: "the servers run", 1: "failed", ...LAB_EXITS },
  run: ({ json }) =>
    withLab(json, async (lab, steps) => {
      await lab.up((text) => steps.step(text));
      sayPlace(lab, steps);
      return {};
    }),
});
