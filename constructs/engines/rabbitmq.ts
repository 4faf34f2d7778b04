import { GenericEndpoint } from "@cdktf/provider-vault/lib/generic-endpoint";
import { RabbitmqSecretBackendRole } from "@cdktf/provider-vault/lib/rabbitmq-secret-backend-role";
import * as z from "zod";
import { named, passwordVersion, pem, sqlIdentifier } from "../../config/values";
import { CredentialMount } from "../vault/credential-mount";
import { WrittenSecret } from "../vault/written-secret";
import { curl } from "./curl";
import type { Engine } from "./engine";
import { textOf } from "./exchange";

const PATH = "break-glass-rabbitmq";

/** Regular expressions over names of queues and exchanges. */
const pattern = named(/^[\w.*+?()|[\]\\^$-]{1,200}$/, "a regular expression, at most 200 characters");

const targetShape = {
  adminUsername: sqlIdentifier.describe("Vault's own user: tag administrator."),
  adminPasswordVersion: passwordVersion,
  caCertificate: pem.optional().describe("CA of the server's certificate, for responders. Vault uses its system's."),
};

/** Tags that grant no rights over others. */
const TAGS = ["management", "monitoring"] as const;

const accessShape = {
  vhost: named(/^[A-Za-z0-9/_.-]{1,60}$/, "a virtual host: letters, digits, /, _, . and -, at most 60").default("/"),
  configure: pattern.default("^$").describe("Objects that a responder may declare and delete."),
  write: pattern.default(".*"),
  read: pattern.default(".*"),
  tag: z.enum(TAGS).default("management").describe("Tag of the user. No allowed tag grants rights to others."),
};

/**
 * RabbitMQ: one user per use. Vault makes and deletes it, and RabbitMQ closes a deleted user's connections. The target is
 * the management plugin (HTTPS), which Vault and responders both use. RabbitMQ's engine has no maximum per role. So each
 * target has its own mount, whose leases end with its longest session.
 *
 * @see https://developer.hashicorp.com/vault/docs/secrets/rabbitmq https://www.rabbitmq.com/docs/management
 */
export const rabbitmq: Engine<typeof targetShape, typeof accessShape> = {
  kind: "rabbitmq",
  title: "RabbitMQ, dynamic users",
  targetShape,
  accessShape,
  mount: {
    path: PATH,
    eachTarget: true,
    configuration: ["config/lease", "roles/*"],
    actions: ["config/connection"],
    audited: ["config/lease", "roles/*"],
    declare: (scope, id, path) =>
      new CredentialMount(scope, id, { type: "rabbitmq", path, description: "Break-glass RabbitMQ users." }),
  },
  credential: ({ roleName, target }) => {
    const path = `${PATH}/${target}/creds/${roleName}`;
    return { path, leases: path };
  },
  exchange: {
    program: "curl",
    install: "macOS: built in · Debian: apt-get install curl · Fedora: dnf install curl",
    user: (secret) => textOf(secret, "username"),
    command: (at, secret, target) => curl(at, secret, target, "/api/whoami"),
    answer: (secret) => `{"name":"${textOf(secret, "username")}"`,
  },
  guard: {
    mounts: { type: "rabbitmq", path: "config/lease", longest: ({ max_ttl }) => max_ttl },
    rights: {
      type: "vault_rabbitmq_secret_backend_role",
      wrong: ({ tags }) =>
        String(tags ?? "")
          .split(",")
          .filter((tag) => !["", ...TAGS].includes(tag.trim()))
          .map((tag) => `tag ${tag.trim()}`),
      allowed: TAGS.join(", "),
    },
  },
  declareTarget(scope, id, { name, target, longestSession, mountPath, vaultAddress }) {
    const connection = new WrittenSecret(scope, id, {
      variable: `${name.replaceAll("-", "_")}_admin_password`,
      description: `Password of ${target.adminUsername} on ${name}. It is in no plan and no state.`,
      version: target.adminPasswordVersion,
      vaultAddress,
      path: `${mountPath}/config/connection`,
      key: "password",
      values: {
        connection_uri: `https://${target.address}:${target.port}`,
        username: target.adminUsername,
        username_template: "{{.RoleName}}_{{random 12 | lowercase}}",
        verify_connection: "true",
      },
    });
    const lease = new GenericEndpoint(connection, "lease", {
      path: `${mountPath}/config/lease`,
      dataJson: JSON.stringify({ max_ttl: longestSession, ttl: longestSession }),
      ignoreAbsentFields: true,
      disableDelete: true,
    });
    return {
      declareAccess: (accessScope, accessId, { roleName, access }) =>
        new RabbitmqSecretBackendRole(accessScope, accessId, {
          backend: mountPath,
          name: roleName,
          tags: access.tag,
          vhost: [{ host: access.vhost, configure: access.configure, write: access.write, read: access.read }],
          dependsOn: [connection.ready, lease],
        }),
    };
  },
};
