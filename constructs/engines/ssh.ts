import { SshSecretBackendCa } from "@cdktf/provider-vault/lib/ssh-secret-backend-ca";
import { SshSecretBackendRole } from "@cdktf/provider-vault/lib/ssh-secret-backend-role";
import * as z from "zod";
import { duration, named } from "../../config/values";
import type { CredentialRequest } from "../../policies/credential-request";
import { CredentialMount } from "../vault/credential-mount";
import type { Engine, EngineAccess } from "./engine";
import { type ClientRun, type Endpoint, type Secret, textOf } from "./exchange";
import { readSshCertificate } from "./ssh-certificate";

const MOUNT = "break-glass-ssh";

const targetShape = {
  hostKey: named(
    /^(ssh-ed25519|ecdsa-sha2-nistp(256|384|521)|ssh-rsa) [A-Za-z0-9+/]+={0,2}$/,
    "a public key of OpenSSH: its type and its base64",
  ).describe("The server's public key (/etc/ssh/ssh_host_ed25519_key.pub without its comment)."),
  credentials: z
    .enum(["brokered", "injected"])
    .default("brokered")
    .describe("With `injected`, the worker logs in, and the responder never sees a key (Boundary Enterprise or HCP)."),
};

const accessShape = {
  user: named(/^[a-z_][a-z0-9_-]{0,31}$/, "a POSIX account: lower-case letters, digits, _ and -, at most 32").describe(
    "Account on the server whose rights the responder gets.",
  ),
  validity: duration({ min: "10s", max: "1h" })
    .default(300)
    .describe("Life of a certificate, in which a login may begin with it. No end revokes it."),
  permit: z
    .array(z.enum(["port-forwarding", "agent-forwarding", "X11-forwarding"]))
    .default([])
    .describe("Rights of a login in addition to a terminal and commands."),
};

type Target = z.output<z.ZodObject<typeof targetShape>> & { readonly address: string };

function ssh({ host, port, from }: Endpoint, secret: Secret, target: Target, user: string, command: string): ClientRun {
  const options = {
    CertificateFile: "{file:key-cert.pub}",
    UserKnownHostsFile: "{file:known_hosts}",
    GlobalKnownHostsFile: "/dev/null",
    // The connection goes to Boundary's proxy; the key is the server's own.
    HostKeyAlias: target.address,
    StrictHostKeyChecking: "yes",
    IdentitiesOnly: "yes",
    BatchMode: "yes",
    LogLevel: "ERROR",
  };
  return {
    args: [
      "-F",
      "none",
      "-i",
      "{file:key}",
      ...Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`]),
      ...(from === undefined ? [] : ["-b", from]),
      "-p",
      port,
      "-l",
      user,
      host,
      command,
    ],
    files: {
      key: textOf(secret, "private_key"),
      "key-cert.pub": `${textOf(secret, "signed_key").trim()}\n`,
      known_hosts: `${target.address} ${target.hostKey}\n`,
    },
  };
}

/** Principals by server and account. */
function principalsOf(accesses: readonly EngineAccess<{ readonly user: string }>[]) {
  const servers = new Map<string, Map<string, string[]>>();
  for (const { target, accessConfig, roleName } of accesses) {
    const accounts = servers.get(target) ?? new Map<string, string[]>();
    accounts.set(accessConfig.user, [...(accounts.get(accessConfig.user) ?? []), roleName]);
    servers.set(target, accounts);
  }
  return Object.fromEntries([...servers].map(([server, accounts]) => [server, Object.fromEntries(accounts)]));
}

/**
 * Servers with certificates of Vault's SSH CA: one key pair and one certificate per use. Each responder has one principal
 * per profile and target, which the server lists for the account (AuthorizedPrincipalsFile; output `ssh_principals`). The
 * certificate is valid only from Boundary's workers. It has no lease. Its life is short, and the end cuts the session.
 *
 * @see https://developer.hashicorp.com/vault/docs/secrets/ssh/signed-ssh-certificates
 */
export const sshCertificates: Engine<typeof targetShape, typeof accessShape> = {
  kind: "ssh",
  title: "servers, SSH certificates",
  targetShape,
  accessShape,
  mount: {
    path: MOUNT,
    configuration: ["config/ca", "roles/*"],
    audited: ["config/ca", "roles/*"],
    declare: (scope, id, path) => {
      const mount = new CredentialMount(scope, id, { type: "ssh", path, description: "Break-glass SSH certificates." });
      new SshSecretBackendCa(mount, "ca", { backend: mount.path, generateSigningKey: true, keyType: "ed25519" });
      return mount;
    },
  },
  credential: ({ roleName }, _, { credentials }) => {
    // With injection, Boundary decides its own request, and the role bounds it.
    const parameters: CredentialRequest["parameters"] = credentials === "injected" ? {} : { key_type: "ed25519" };
    return { path: `${MOUNT}/issue/${roleName}`, parameters };
  },
  outlives: ({ target }, { validity }, { session }) => ({
    what: `certificates for ${target}, from Boundary's workers alone`,
    seconds: Math.min(validity, session),
  }),
  remains: (secret, now) => {
    const { keyId, validBefore } = readSshCertificate(textOf(secret, "signed_key"));
    const seconds = Math.max(0, Math.ceil(validBefore - now.getTime() / 1000));
    return { verified: true, detail: `${keyId} has no account of its own; its certificate expires in ${seconds} s` };
  },
  injection: ({ credentials }, { user }) => (credentials === "injected" ? { username: user } : undefined),
  output: {
    name: "ssh_principals",
    description: "The principals of each account, per server, for its AuthorizedPrincipalsFile.",
    valueOf: principalsOf,
  },
  guard: { roles: { type: "vault_ssh_secret_backend_role", longest: ({ max_ttl }) => max_ttl } },
  exchange: {
    program: "ssh",
    install: "macOS: built in · Debian: apt-get install openssh-client · Fedora: dnf install openssh-clients",
    user: (secret) => readSshCertificate(textOf(secret, "signed_key")).keyId,
    command: (at, secret, target, { user }) => ssh(at, secret, target, user, "id -un"),
    answer: (_, { user }) => user,
    busy: (at, secret, target, { user }) => ssh(at, secret, target, user, "sleep 60"),
  },
  declareTarget(_scope, _id, { target, mountPath }) {
    return {
      declareAccess: (scope, id, { roleName, access, limits, workerCidrs }) => {
        const validity = Math.min(access.validity, limits.session);
        const extensions = Object.fromEntries(["pty", ...access.permit].map((name) => [`permit-${name}`, ""]));
        const principals = target.credentials === "injected" ? [roleName, access.user] : [roleName];
        return new SshSecretBackendRole(scope, id, {
          backend: mountPath,
          name: roleName,
          keyType: "ca",
          allowUserCertificates: true,
          allowHostCertificates: false,
          allowUserKeyIds: false,
          // sshd logs it at each login.
          keyIdFormat: roleName,
          defaultUser: roleName,
          allowedUsers: principals.join(","),
          allowedExtensions: Object.keys(extensions).join(","),
          defaultExtensions: extensions,
          allowedCriticalOptions: "source-address",
          defaultCriticalOptions: workerCidrs === undefined ? undefined : { "source-address": workerCidrs.join(",") },
          allowedUserKeyConfig: [{ type: "ed25519", lengths: [0] }],
          ttl: String(validity),
          maxTtl: String(validity),
        });
      },
    };
  },
};
