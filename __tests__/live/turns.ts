import { existsSync, writeFileSync } from "node:fs";
import { until } from "../../lab/processes";

/** The file that the timed drills leave when they are done; `sequencer.js` names it where other suites run too. */
const file = process.env["LIVE_TIMED"];

/** Waits until the timed drills are done. What runs beside them would be timed with them. */
export async function turn(): Promise<void> {
  if (file !== undefined) await until("the end of the timed drills", 2400, async () => existsSync(file));
}

/** The timed drills are done, or cannot be. */
export function timed(): void {
  if (file !== undefined) writeFileSync(file, "");
}
