import type { CommandGroup } from "./command";
import { INSTALLED } from "./installed-table";
import { LAB } from "./lab/lab";

/** Every command of a checkout. A new one that needs a checkout is a file, and a line here. */
export const BREAK_GLASS: CommandGroup = {
  ...INSTALLED,
  description: `${INSTALLED.description} The file \`help\` shows how the commands work together.`,
  commands: [
    ...INSTALLED.commands,
    { name: "docs", summary: "write the generated pages", load: () => require("./docs").docs },
    LAB,
  ],
};
