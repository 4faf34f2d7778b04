import { Claim } from "../../lab/claim";
import { takeDown } from "../../lab/down";
import { Processes } from "../../lab/processes";
import { command } from "../command";
import { LAB_VARIABLES } from "./lab-variables";
import { inLab } from "./lab-work";

export const down = command({
  description: `Ends every process of the lab and removes every file of it.
It first ends a command that works in the lab.`,
  flags: {},
  variables: LAB_VARIABLES,
  exits: { 0: "nothing is left", 1: "failed" },
  run: ({ json }) =>
    inLab(json, async (folder, steps) => {
      const seized = (pid: number) => steps.step(`ending process ${pid}, which is at work there`);
      const claim = await Claim.seize(folder.claim, seized);
      await takeDown(folder, new Processes(folder), (text) => steps.step(text));
      claim.release();
      steps.say("nothing is left");
      return {};
    }),
});
