import { start } from "./run";
import { BREAK_GLASS } from "./table";

/** `break-glass COMMAND`, as the npm scripts and `npx break-glass` start it. */
start(BREAK_GLASS, process.argv.slice(2));
