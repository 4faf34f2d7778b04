/** Where something runs, and where it may be left open. */
export type System = "Vault" | "Boundary" | "target";

/** One step of an end, as it went. */
export interface EndedStep {
  readonly step: string;
  /** The system that was asked. */
  readonly system: System;
  /** The target that it is about; absent where it is about the person. */
  readonly target?: string;
  /** How many things were ended; 0 where there was nothing. */
  readonly ended: number;
  readonly milliseconds: number;
  /** Why it did not work; then it stays open. */
  readonly problem?: string;
}

/** Access that an end could not take, and when it ends by itself. */
export interface OpenAccess {
  readonly what: string;
  /** The system in which somebody can end it by hand. */
  readonly system: System;
  /** ISO time; `null` where only another end takes it. */
  readonly until: string | null;
}

/** How an end went. */
export interface Ending {
  /** Vault's steps, then Boundary's. */
  readonly steps: readonly EndedStep[];
  /** Empty when everything was verified. */
  readonly open: readonly OpenAccess[];
  /** What nothing revokes, and is worth nothing without a session: certificates, until their end. */
  readonly expiring: readonly OpenAccess[];
}
