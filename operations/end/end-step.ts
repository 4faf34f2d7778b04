import type { EndContext } from "./context";
import type { System } from "./ending";

/** One thing that an end asks a system for. */
export interface EndStep {
  /** For people, such as `revoke auth/break-glass/login`. */
  readonly name: string;
  /** The system that is asked. */
  readonly system: System;
  /** The target that it is about. @default none: it is about the person */
  readonly target?: string;
  /**
   * Asks, and returns how many things were there to end.
   *
   * @throws Error with the system's answer, where it refuses or does not answer
   */
  readonly ask: (context: EndContext) => Promise<number>;
  /** Asks whether anything is left. @throws Error when something is @default the answer to `ask` is the proof */
  readonly verify?: (context: EndContext) => Promise<void>;
  /** Whether the later steps of its lane are impossible without it. @default false */
  readonly required?: boolean;
}

/** Steps that run one after another. */
export type Lane = readonly EndStep[];

/** Lanes that run side by side. The next phase begins when all of them are done. */
export type Phase = readonly Lane[];
