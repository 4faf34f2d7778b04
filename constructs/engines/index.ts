import type { Engine } from "./engine";
import { postgres } from "./postgres";
import { tcp } from "./tcp";

/** Every kind of target. The order is that of the documentation. */
export const ENGINES: readonly [Engine, ...Engine[]] = [postgres, tcp];
