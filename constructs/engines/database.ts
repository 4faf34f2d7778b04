import type * as z from "zod";
import { passwordVersion, sqlIdentifier } from "../../config/values";
import { CredentialMount } from "../vault/credential-mount";
import { DatabaseConnection, type DatabaseConnectionProps } from "../vault/database-connection";
import { DatabaseRole, type DatabaseRoleProps } from "../vault/database-role";
import type { Engine, SessionLimits, TargetOf } from "./engine";
import type { DatabaseGuard } from "./guard";

/** Keys of every database: Vault's own user. Vault rotates its password at once. */
export const databaseShape = (admin: string) => ({
  adminUsername: sqlIdentifier.describe(admin),
  adminPasswordVersion: passwordVersion,
});

type AdminShape = ReturnType<typeof databaseShape>;

/** The part of a database plugin that differs from the others. */
interface DatabaseEngine<Target extends z.ZodRawShape, Access extends z.ZodRawShape>
  extends Pick<Engine<Target, Access>, "kind" | "title" | "targetShape" | "accessShape" | "exchange" | "inspection"> {
  /** The plugin, and what guardrails must know of it. */
  readonly guard: DatabaseGuard;
  /** What Vault needs to connect. */
  readonly connection: (
    target: TargetOf<Target>,
  ) => Pick<
    DatabaseConnectionProps,
    "connectionUrl" | "caCertificate" | "usernameTemplate" | "mixedPasswords" | "settings"
  >;
  /** How a user is made and ended. */
  readonly statements: (
    access: z.output<z.ZodObject<Access>>,
    limits: SessionLimits,
    target: TargetOf<Target>,
  ) => Pick<DatabaseRoleProps, "creation" | "renewal" | "revocation">;
}

/** An engine on Vault's database secrets engine: one mount, a connection per target, and a role per responder. */
export function databaseEngine<Target extends z.ZodRawShape & AdminShape, Access extends z.ZodRawShape>({
  connection: connectionOf,
  statements,
  guard,
  ...engine
}: DatabaseEngine<Target, Access>): Engine<Target, Access> {
  const path = `break-glass-${engine.kind}`;
  return {
    ...engine,
    guard: {
      roles: { type: "vault_database_secret_backend_role", longest: ({ max_ttl }) => max_ttl },
      database: guard,
    },
    mount: {
      path,
      configuration: ["config/*", "roles/*"],
      actions: ["rotate-root/*"],
      audited: ["config/*", "roles/*"],
      declare: (scope, id) =>
        new CredentialMount(scope, id, { type: "database", path, description: `Break-glass: ${engine.title}.` }),
    },
    credential: ({ roleName }) => ({ path: `${path}/creds/${roleName}`, leases: `${path}/creds/${roleName}` }),
    declareTarget(scope, id, { name, target, roleNames, mountPath }) {
      const admin = target as unknown as z.output<z.ZodObject<AdminShape>>;
      const connection = new DatabaseConnection(scope, id, {
        mount: mountPath,
        name,
        plugin: guard.plugin,
        adminUsername: admin.adminUsername,
        adminPasswordVersion: admin.adminPasswordVersion,
        allowedRoles: roleNames,
        ...connectionOf(target),
      });
      return {
        declareAccess: (accessScope, accessId, { roleName, access, limits }) =>
          new DatabaseRole(accessScope, accessId, {
            mount: mountPath,
            connection: connection.name,
            name: roleName,
            maxTtl: limits.session,
            dependsOn: [connection.ready],
            ...statements(access, limits, target),
          }).ready,
      };
    },
  };
}
