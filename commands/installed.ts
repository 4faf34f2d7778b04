import { INSTALLED } from "./installed-table";
import { start } from "./run";

/** `npx break-glass COMMAND` where the package is installed, compiled by `npm run build`. */
start(INSTALLED, process.argv.slice(2));
