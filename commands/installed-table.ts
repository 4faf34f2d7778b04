import type { CommandGroup } from "./command";

/**
 * The commands of the package as npm installs it: what works without a checkout of the project. A new one is a file,
 * a line here, and a line of tsconfig.build.json; the file is read when the command is called.
 */
export const INSTALLED: CommandGroup = {
  name: "break-glass",
  summary: "break-glass access with Vault and Boundary",
  description: "Break-glass access with Vault and Boundary.",
  commands: [
    { name: "validate", summary: "check the environment files", load: () => require("./validate").validate },
    { name: "guardrails", summary: "check every guardrail", load: () => require("./guardrails").guardrails },
    { name: "synth", summary: "write the stacks to cdktf.out", load: () => require("./synth").synth },
    { name: "end", summary: "end a person's emergency access", load: () => require("./end").end },
    { name: "drill", summary: "practice an emergency on an environment", load: () => require("./drill").drill },
  ],
};
