import {
  DatabaseSecretBackendConnection,
  type DatabaseSecretBackendConnectionConfig,
} from "@cdktf/provider-vault/lib/database-secret-backend-connection";
import { GenericEndpoint } from "@cdktf/provider-vault/lib/generic-endpoint";
import { PasswordPolicy } from "@cdktf/provider-vault/lib/password-policy";
import { type ITerraformDependable, TerraformVariable } from "cdktf";
import { Construct } from "constructs";
import { passwordPolicy } from "../../model/names";

/** Database plugins of Vault, by their block in Terraform: those with an address, a user and a write-only password. */
export type DatabasePlugin = {
  [Name in keyof DatabaseSecretBackendConnectionConfig]-?: "connectionUrl" | "passwordWo" extends keyof NonNullable<
    DatabaseSecretBackendConnectionConfig[Name]
  >
    ? Name
    : never;
}[keyof DatabaseSecretBackendConnectionConfig];

export interface DatabaseConnectionProps {
  /** Path of the database mount. */
  readonly mount: string;
  /** Name of the connection. */
  readonly name: string;
  /** Plugin of Vault that knows the database. */
  readonly plugin: DatabasePlugin;
  /** Address with `{{username}}` and `{{password}}`, over verified TLS. */
  readonly connectionUrl: string;
  /** Vault's own user in the database. */
  readonly adminUsername: string;
  /**
   * Version of the admin password. Raise it to hand over a new one.
   * @default 1
   */
  readonly adminPasswordVersion?: number;
  /** PEM of the CA of the server's certificate. @default the CAs of Vault's operating system */
  readonly caCertificate?: string;
  /** Names of the roles that may use the connection. Name each; do not use `*`. */
  readonly allowedRoles: readonly string[];
  /** Template of the users' names. The role's name leads, so that logs of the database name the responder. */
  readonly usernameTemplate: string;
  /** Whether each password has a small letter, a capital and a digit, where the server asks for it. @default false */
  readonly mixedPasswords?: boolean;
  /** Further settings of the plugin. @default none */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** Letters and digits alone: every client and connection string takes them unescaped. */
const CHARACTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const ONE_OF_EACH = ["abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"]
  .map((charset) => `rule "charset" {\n  charset = "${charset}"\n  min-chars = 1\n}\n`)
  .join("");

/**
 * Vault's connection to one database.
 *
 * The admin password is the ephemeral variable `<name>_admin_password`: it goes to Vault's write-only
 * attribute and is in no plan and no state. Vault changes it right after (`rotate-root`). Then the person who supplied
 * it no longer knows it.
 *
 * @see https://developer.hashicorp.com/vault/docs/secrets/databases
 *
 * @example
 * ```ts
 * import { DatabaseConnection } from "vault-boundary-break-glass/constructs/vault/database-connection";
 *
 * new DatabaseConnection(stack, "orders-db", {
 *   mount: "break-glass-orders-db",
 *   name: "orders-db",
 *   plugin: "postgresql",
 *   connectionUrl: "postgresql://{{username}}:{{password}}@orders-db.example.com:5432/orders?sslmode=verify-full",
 *   adminUsername: "vault_admin",
 *   allowedRoles: ["bg_maya-chen_senior-dba_orders-db"],
 *   usernameTemplate: "{{ .RoleName }}_{{ random 8 }}",
 * });
 * ```
 */
export class DatabaseConnection extends Construct {
  /** Name of the connection, once it exists. */
  readonly name: string;
  /** Rotation of the admin password. A role depends on it. */
  readonly ready: ITerraformDependable;

  constructor(scope: Construct, id: string, props: DatabaseConnectionProps) {
    super(scope, id);
    const password = new TerraformVariable(this, "admin-password", {
      type: "string",
      sensitive: true,
      // Needed once, and again when the version rises. Every other apply works without it.
      nullable: true,
      description: `Password of ${props.adminUsername} on ${props.name}. Vault rotates it at once.`,
    });
    password.addOverride("ephemeral", true);
    password.addOverride("default", null);
    password.overrideLogicalId(`${props.name.replaceAll("-", "_")}_admin_password`);
    const rules = props.mixedPasswords === true ? ONE_OF_EACH : `rule "charset" {\n  charset = "${CHARACTERS}"\n}\n`;
    const passwords = new PasswordPolicy(this, "passwords", {
      name: passwordPolicy(props.name),
      policy: `length = 40\n${rules}`,
    });
    const version = props.adminPasswordVersion ?? 1;
    const settings = {
      connectionUrl: props.connectionUrl,
      username: props.adminUsername,
      passwordWo: password.stringValue,
      passwordWoVersion: version,
      ...(props.caCertificate === undefined ? {} : { tlsCa: props.caCertificate }),
      usernameTemplate: props.usernameTemplate,
      maxOpenConnections: 4,
      ...props.settings,
    };
    const connection = new DatabaseSecretBackendConnection(this, "Default", {
      backend: props.mount,
      name: props.name,
      allowedRoles: [...props.allowedRoles],
      verifyConnection: true,
      [props.plugin]: settings,
    } satisfies DatabaseSecretBackendConnectionConfig);
    connection.addOverride("data.password_policy", passwords.name);
    const rotation = new GenericEndpoint(this, "rotate-root", {
      path: `${props.mount}/rotate-root/${props.name}`,
      dataJson: "{}",
      disableRead: true,
      disableDelete: true,
      dependsOn: [connection],
    });
    // A new password is handed over by raising the version, and is rotated away like the first one.
    rotation.addOverride("lifecycle.replace_triggered_by", [
      `${connection.terraformResourceType}.${connection.friendlyUniqueId}.${props.plugin}[0].password_wo_version`,
    ]);
    this.name = connection.name;
    this.ready = rotation;
  }
}
