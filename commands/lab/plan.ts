import { EXIT } from "../../config/user-error";
import { command } from "../command";
import { LAB_VARIABLES } from "./lab-variables";
import { LAB_EXITS, withLab } from "./lab-work";

export const plan = command({
  description: "Shows what a further apply of the lab environment would change. Changes nothing.",
  flags: {},
  variables: LAB_VARIABLES,
  exits: { 0: "no changes", 1: "failed", 3: "changes", ...LAB_EXITS },
  run: ({ json, warn }) =>
    withLab(json, async (lab, steps) => {
      steps.step("planning");
      await lab.deployment.synthesize();
      const changes = await (await lab.deployment.breakGlass()).plan();
      steps.end();
      if (changes !== "") warn(changes);
      steps.say(changes === "" ? "no changes" : "changes");
      return { exitCode: changes === "" ? EXIT.done : EXIT.findings };
    }),
});
