import type { LabFolder } from "./folder";
import type { Processes } from "./processes";
import type { Programs } from "./programs";

/** What every part of a lab works with. */
export interface LabContext {
  /** Folder of the project. */
  readonly project: string;
  readonly folder: LabFolder;
  readonly programs: Programs;
  readonly processes: Processes;
}

/** Told each step as it begins. */
export type Progress = (step: string) => void;
