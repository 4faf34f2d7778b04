/**
 * How often a property is tried with random values: a few times in each `npm test`, with new values each time.
 * `npm run soak` tries it `SOAK` times as often.
 */
export const runs = (few: number): { numRuns: number } => ({ numRuns: few * Number(process.env["SOAK"] ?? 1) });
