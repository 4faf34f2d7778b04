import type { Engine } from "./engine";
import { ENGINES } from "./index";

/**
 * The engine of a kind of target.
 *
 * @throws Error on a kind that the schema does not have
 */
export function engineOf(kind: string): Engine {
  const engine = ENGINES.find((each) => each.kind === kind);
  if (engine === undefined) throw new Error(`there is no engine ${kind}; validation let it pass`);
  return engine;
}
