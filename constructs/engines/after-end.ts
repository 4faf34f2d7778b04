import type { ClientRun } from "./exchange";

/** Credentials that no end revokes. They are over by themselves, and soon. */
export interface Outliving {
  /** What is left, for the person who ended the access. */
  readonly what: string;
  /** Seconds from now until the last one is over. */
  readonly seconds: number;
}

/** What is known of a responder's traces on a target after an end, without a look at the target. */
export interface Remains {
  /** Whether this shows that nothing is left. A drill records anything else as not checked. */
  readonly verified: boolean;
  readonly detail: string;
}

/** How the administrator of a target sees what is left of a user. */
export interface Inspection {
  /** Name of the client. */
  readonly program: string;
  /**
   * A command that prints what is left, and nothing where nothing is.
   *
   * @param administrator address of the target with the administrator's name and password
   */
  command(administrator: URL, user: string): ClientRun;
}
