import type { Engine } from "./engine";

/**
 * A server or application that Boundary reaches and for which it brokers no credential: the
 * responder's own key or login counts there. What Boundary adds is the path, its bounds and its record.
 */
export const tcp: Engine<Record<never, never>, Record<never, never>> = {
  kind: "tcp",
  title: "any TCP service, without credentials",
  targetShape: {},
  accessShape: {},
  declareTarget: () => ({ declareAccess: () => undefined }),
};
