import type { Engine } from "./engine";

/**
 * A server or application that Boundary reaches without a brokered credential. The responder uses their own key or login
 * there. Boundary adds the path, its bounds and its record.
 */
export const tcp: Engine<Record<never, never>, Record<never, never>> = {
  kind: "tcp",
  title: "any TCP service, without credentials",
  targetShape: {},
  accessShape: {},
  declareTarget: () => ({ declareAccess: () => undefined }),
};
