import { DatabaseSecretBackendConnection } from "@cdktf/provider-vault/lib/database-secret-backend-connection";
import { GenericEndpoint } from "@cdktf/provider-vault/lib/generic-endpoint";
import { PasswordPolicy } from "@cdktf/provider-vault/lib/password-policy";
import { type ITerraformDependable, TerraformVariable } from "cdktf";
import { Construct } from "constructs";

export interface PostgresConnectionProps {
  /** Path of the database mount. */
  readonly mount: string;
  /** Name of the connection. */
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly database: string;
  /** Vault's own role in the database: CREATEROLE and a member of pg_signal_backend. */
  readonly adminUsername: string;
  /**
   * Raise it to hand over a new admin password.
   * @default 1
   */
  readonly adminPasswordVersion?: number;
  /** PEM of the CA of the server's certificate. @default the CAs of Vault's operating system */
  readonly caCertificate?: string;
  /** Roles that may use the connection; no `*`. */
  readonly allowedRoles: readonly string[];
}

/**
 * Vault's connection to one PostgreSQL database, over verified TLS.
 *
 * The admin password is the ephemeral variable `<name>_admin_password`: it goes to Vault's write-only
 * attribute and is in no plan and no state. Vault changes it right after (`rotate-root`), so that
 * whoever supplied it no longer knows it.
 */
export class PostgresConnection extends Construct {
  readonly name: string;
  readonly ready: ITerraformDependable;

  constructor(scope: Construct, id: string, props: PostgresConnectionProps) {
    super(scope, id);
    const password = new TerraformVariable(this, "admin-password", {
      type: "string",
      sensitive: true,
      // Needed once, and again when the version is raised; every other apply goes without.
      nullable: true,
      description: `Password of ${props.adminUsername} on ${props.name}. Vault rotates it at once.`,
    });
    password.addOverride("ephemeral", true);
    password.addOverride("default", null);
    password.overrideLogicalId(`${props.name.replaceAll("-", "_")}_admin_password`);
    const passwords = new PasswordPolicy(this, "passwords", {
      name: `bg_${props.name}`,
      // Letters and digits alone: every client and connection string takes them unescaped.
      policy:
        'length = 40\nrule "charset" {\n  charset = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"\n}\n',
    });
    const version = props.adminPasswordVersion ?? 1;
    const connection = new DatabaseSecretBackendConnection(this, "Default", {
      backend: props.mount,
      name: props.name,
      allowedRoles: [...props.allowedRoles],
      verifyConnection: true,
      postgresql: {
        connectionUrl: `postgresql://{{username}}:{{password}}@${props.address}:${props.port}/${props.database}?sslmode=verify-full`,
        username: props.adminUsername,
        passwordWo: password.stringValue,
        passwordWoVersion: version,
        passwordAuthentication: "scram-sha-256",
        tlsCa: props.caCertificate,
        // The role's name leads, so that logs of the database name the responder; at most 63 characters.
        usernameTemplate: "{{.RoleName | truncate_sha256 50}}_{{random 12 | lowercase}}",
        maxOpenConnections: 4,
      },
    });
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
      `${connection.terraformResourceType}.${connection.friendlyUniqueId}.postgresql[0].password_wo_version`,
    ]);
    this.name = connection.name;
    this.ready = rotation;
  }
}
