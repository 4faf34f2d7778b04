/** An error of a program that uses a construct: what, the value, what is allowed, the remedy. */
export class ConstructError extends Error {
  constructor(construct: string, problem: string, value: unknown, allowed: string, remedy: string) {
    super(`${construct}: ${problem}: ${JSON.stringify(value)}. Allowed: ${allowed}. ${remedy}`);
    this.name = "ConstructError";
  }
}
