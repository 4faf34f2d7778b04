import type { DrillContext } from "./context";

/** One step of a drill. */
export interface DrillStep {
  /** What it shows, as the record says it. */
  readonly name: string;
  /**
   * Does it, and leaves what later steps need in the context.
   *
   * @returns the detail for the record: no secret
   * @throws NotChecked where something for it is missing; every other error fails the drill
   */
  readonly act: (context: DrillContext) => Promise<string>;
}
