import { Lab } from "../../lab/lab";
import { Processes } from "../../lab/processes";
import { findPrograms } from "../../lab/programs";
import { command } from "../command";
import { LAB_VARIABLES } from "./lab-variables";
import { inLab, sayPlace } from "./lab-work";

export const status = command({
  description: "Shows what runs in the lab, and where.",
  flags: {},
  variables: LAB_VARIABLES,
  exits: { 0: "done", 1: "failed" },
  run: ({ json }) =>
    inLab(json, async (folder, steps) => {
      for (const { name, pid } of new Processes(folder).running()) steps.say(`${name} (pid ${pid})`);
      if (folder.has("lab.json"))
        sayPlace(new Lab(process.cwd(), folder, await findPrograms(process.cwd(), steps)), steps);
      else steps.say("nothing runs");
      return {};
    }),
});
