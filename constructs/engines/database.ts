import * as z from "zod";
import { sqlIdentifier } from "../../config/values";
import type { EngineMount } from "./engine";

/** Paths of Vault's database engine: its configuration, and what is written alone. */
export const DATABASE_PATHS = {
  configuration: ["config/*", "roles/*"],
  actions: ["rotate-root/*"],
  audited: ["config/*", "roles/*"],
} satisfies Pick<EngineMount, "configuration" | "actions" | "audited">;

/** Keys of every database: Vault's own user, whose password Vault rotates at once. */
export const databaseShape = (admin: string) => ({
  adminUsername: sqlIdentifier().describe(admin),
  adminPasswordVersion: z.int().min(1).max(1_000_000).default(1).describe("Raise it to hand over a new password."),
});
