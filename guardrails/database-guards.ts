import { ENGINES } from "../constructs/engines";
import type { DatabaseGuard } from "../constructs/engines/guard";

/** What the kinds of databases say of their plugins, by the plugin's name in Terraform. */
export const DATABASE_GUARDS: ReadonlyMap<string, DatabaseGuard> = new Map(
  ENGINES.flatMap(({ guard }) => (guard?.database === undefined ? [] : [[guard.database.plugin, guard.database]])),
);
