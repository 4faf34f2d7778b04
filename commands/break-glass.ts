import { runNamed } from "./run";
import { BREAK_GLASS } from "./table";

/** `break-glass COMMAND`, as the npm scripts and `npx break-glass` start it. */
runNamed(BREAK_GLASS, process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});
