/**
 * Runs `act` without the stack trace that cdktf formats for each reference that it makes: a sixth of the
 * time of synthesis, and nothing reads them. An error's own trace is formatted when it is printed, after this.
 */
export function withoutCreationStacks<T>(act: () => T): T {
  const { prepareStackTrace } = Error;
  Error.prepareStackTrace = () => "";
  try {
    return act();
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
  }
}
