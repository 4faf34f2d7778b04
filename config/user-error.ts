/** Exit codes of every command. */
export const EXIT = {
  done: 0,
  /** Refused or failed; nothing that was asked for is certain to have happened. */
  failed: 1,
  /** The command line itself is wrong. */
  usage: 2,
  /** Done, with something that a person must look at: what stays open, what a plan would change. */
  findings: 3,
} as const;

/**
 * A mistake of a person, or something that a person can act on: a command prints its message alone. Every other error
 * is a bug, and a command prints its stack.
 */
export class UserError extends Error {
  /** Exit code of the command that it ends. */
  readonly exitCode: number = EXIT.failed;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** A mistake on the command line. */
export class UsageError extends UserError {
  override readonly exitCode = EXIT.usage;
}
