import { engineOf } from "../../constructs/engines/engine-of";
import { run } from "../clients/run";
import { withFiles } from "../clients/with-files";
import type { DrillPlace } from "./place";

/**
 * Asks a target as its administrator, in the way of its kind.
 *
 * @param kind kind of the target
 * @param administrator address of the target with the administrator's name and password
 * @param programOf path of a client
 * @returns `undefined` where nobody gave the address, or where the kind has no way to ask
 */
export function targetInspection(
  kind: string,
  administrator: string | undefined,
  programOf: (name: string) => string,
): DrillPlace["left"] {
  const { inspection } = engineOf(kind);
  if (inspection === undefined || administrator === undefined) return undefined;
  const program = programOf(inspection.program);
  return (_, user) =>
    withFiles(inspection.command(new URL(administrator), user), async ({ args, env }) =>
      (await run(program, args, { env })).stdout.trim(),
    );
}
