import type { ClientRun } from "./exchange";

/** Credentials that no end revokes. They expire by themselves, and soon. */
export interface Outliving {
  /** A text about the remaining credentials, for the person who ended the access. */
  readonly what: string;
  /** Seconds from now until the last one expires. */
  readonly seconds: number;
}

/** The known traces of a responder on a target after an end, without a check of the target. */
export interface Remains {
  /** Whether this shows that nothing is left. A drill records anything else as not checked. */
  readonly verified: boolean;
  readonly detail: string;
}

/** The administrator's check for the remains of a user on a target. */
export interface Inspection {
  /** Name of the client. */
  readonly program: string;
  /** The administrator's address and rights, for the help of the command that asks for it. */
  readonly administrator: string;
  /**
   * A command that prints what is left, and nothing where nothing is.
   *
   * @param administrator address of the target with the administrator's name and password
   */
  command(administrator: URL, user: string): ClientRun;
}
