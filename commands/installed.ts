import { INSTALLED } from "./installed-table";
import { runNamed } from "./run";

/** `npx break-glass COMMAND` where the package is installed, compiled by `npm run build`. */
runNamed(INSTALLED, process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});
