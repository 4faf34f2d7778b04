import { KubernetesSecretBackendRole } from "@cdktf/provider-vault/lib/kubernetes-secret-backend-role";
import * as z from "zod";
import { named, pem } from "../../config/values";
import { CredentialMount } from "../vault/credential-mount";
import { WrittenSecret } from "../vault/written-secret";
import type { Engine } from "./engine";

const PATH = "break-glass-kubernetes";

const dnsLabel = named(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "a label of DNS, at most 63 characters");

const targetShape = {
  caCertificate: pem.describe("CA of the cluster's API server."),
  serviceAccountVersion: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(1)
    .describe("Version of the token of Vault's service account. Raise it to pass a new token to Vault."),
};

/** Roles of Kubernetes itself that give rights to oneself or to others. */
const DANGEROUS_ROLES = ["admin", "cluster-admin"];

const accessShape = {
  namespace: dnsLabel,
  role: dnsLabel
    .refine((role) => !DANGEROUS_ROLES.includes(role), {
      error: "unsafe-role",
      params: { code: "unsafe-role", allowed: `any role but ${DANGEROUS_ROLES.join(", ")}` },
    })
    .describe("Role whose rights the responder gets in the namespace."),
  roleType: z.enum(["Role", "ClusterRole"]).default("Role"),
};

/**
 * Kubernetes: one service account and one token per use. Vault makes and deletes them. Kubernetes refuses a deleted
 * account's token at once.
 *
 * @see https://developer.hashicorp.com/vault/docs/secrets/kubernetes
 */
export const kubernetes: Engine<typeof targetShape, typeof accessShape> = {
  kind: "kubernetes",
  title: "Kubernetes, service-account tokens",
  targetShape,
  accessShape,
  mount: {
    path: PATH,
    eachTarget: true,
    configuration: ["roles/*"],
    actions: ["config"],
    audited: ["roles/*"],
    declare: (scope, id, path) =>
      new CredentialMount(scope, id, { type: "kubernetes", path, description: "Break-glass service accounts." }),
  },
  credential: ({ roleName, target }, { namespace }) => {
    const path = `${PATH}/${target}/creds/${roleName}`;
    // Nothing else: a caller could ask for a binding in the whole cluster.
    return { path, parameters: { kubernetes_namespace: namespace }, leases: path };
  },
  guard: {
    roles: { type: "vault_kubernetes_secret_backend_role", longest: ({ token_max_ttl }) => token_max_ttl },
    rights: {
      type: "vault_kubernetes_secret_backend_role",
      wrong: (role) => {
        const namespaces: string[] = role["allowed_kubernetes_namespaces"] ?? [];
        return [
          ...(namespaces.length !== 1 || namespaces.includes("*") ? [`namespaces ${namespaces.join(", ")}`] : []),
          ...(role["generated_role_rules"] === undefined ? [] : ["rules of its own"]),
          ...(DANGEROUS_ROLES.includes(role["kubernetes_role_name"]) ? [`role ${role["kubernetes_role_name"]}`] : []),
        ];
      },
      allowed: "one namespace, a role that binds no others",
    },
  },
  declareTarget(scope, id, { name, target, mountPath, vaultAddress }) {
    const config = new WrittenSecret(scope, id, {
      variable: `${name.replaceAll("-", "_")}_service_account_jwt`,
      description: `Token of Vault's own service account in ${name}. It is in no plan and no state.`,
      version: target.serviceAccountVersion,
      vaultAddress,
      path: `${mountPath}/config`,
      key: "service_account_jwt",
      values: {
        kubernetes_host: `https://${target.address}:${target.port}`,
        kubernetes_ca_cert: target.caCertificate,
        disable_local_ca_jwt: "true",
      },
    });
    return {
      declareAccess: (accessScope, accessId, { roleName, access, limits }) =>
        new KubernetesSecretBackendRole(accessScope, accessId, {
          backend: mountPath,
          name: roleName,
          allowedKubernetesNamespaces: [access.namespace],
          kubernetesRoleName: access.role,
          kubernetesRoleType: access.roleType,
          tokenDefaultTtl: limits.session,
          tokenMaxTtl: limits.session,
          // Names in Kubernetes are of DNS: no underscore.
          nameTemplate: `${roleName.replaceAll("_", "-")}-{{random 8 | lowercase}}`.slice(0, 200),
          dependsOn: [config.ready],
        }),
    };
  },
};
