import type { CommandGroup } from "./command";
import { LAB } from "./lab/lab";

/** Every command. A new one is a file, and a line here; the file is read when the command is called. */
export const BREAK_GLASS: CommandGroup = {
  name: "break-glass",
  summary: "break-glass access with Vault and Boundary",
  description: "Break-glass access with Vault and Boundary. The file `help` shows how the commands work together.",
  commands: [
    { name: "validate", summary: "check the environment files", load: () => require("./validate").validate },
    { name: "guardrails", summary: "check every guardrail", load: () => require("./guardrails").guardrails },
    { name: "synth", summary: "write the stacks to cdktf.out", load: () => require("./synth").synth },
    { name: "docs", summary: "write the generated pages", load: () => require("./docs").docs },
    { name: "end", summary: "end a person's emergency access", load: () => require("./end").end },
    { name: "drill", summary: "practice an emergency on an environment", load: () => require("./drill").drill },
    LAB,
  ],
};
