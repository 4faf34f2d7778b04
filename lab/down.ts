import { endRuns } from "../operations/clients/run";
import type { LabFolder } from "./folder";
import type { Processes } from "./processes";

/**
 * Ends every process and removes every file of a lab, whatever programs the machine still has. It can be repeated, and
 * works after a crash.
 *
 * @param progress told each step as it begins
 */
export async function takeDown(
  folder: LabFolder,
  processes: Processes,
  progress: (step: string) => void,
): Promise<void> {
  processes.close();
  await endRuns();
  if (!folder.exists()) return;
  progress("stopping the servers");
  // Boundary first: it holds connections to its database. Its SIGTERM takes up to 20 s, its data is gone anyhow.
  processes.kill("boundary", "SIGKILL");
  for (const { name } of processes.running()) await processes.stop(name, 10);
  await processes.endUnlisted();
  progress("removing the files");
  folder.remove();
}
