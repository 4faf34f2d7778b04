import { BOUNDARY_TOKEN_ROLE, MOUNTS, PKI, PREFIX, passwordPolicy, SSO, TRANSIT } from "../model/names";
import { type BoundaryCertificate, certificateParameters } from "./certificate-request";
import type { CredentialRequest } from "./credential-request";
import type { PolicyRule } from "./policy-rule";

/** The rights of machines in Vault: Boundary, Vault Agent and the pipeline. */

/**
 * The rights of a Boundary token: the six paths that a Boundary controller needs of any token, and exactly
 * the credentials of one store.
 *
 * @see https://developer.hashicorp.com/boundary/docs/concepts/domain-model/credential-stores
 */
export function boundaryRules(credentials: readonly CredentialRequest[]): PolicyRule[] {
  return [
    { path: "auth/token/lookup-self", capabilities: ["read"] },
    { path: "auth/token/renew-self", capabilities: ["update"] },
    {
      path: "auth/token/revoke-self",
      capabilities: ["update"],
      // Boundary needs the capability, and it revokes the token at once when a store is removed. Then Terraform, which made
      // the token and revokes it next, would fail (docs/adr/0006). Nobody wraps this request, so Vault refuses it.
      minWrappingTtl: 1,
      comment: "Boundary needs the capability. Terraform alone ends the token.",
    },
    { path: "sys/leases/renew", capabilities: ["update"] },
    { path: "sys/leases/revoke", capabilities: ["update"] },
    { path: "sys/capabilities-self", capabilities: ["update"] },
    ...credentials.map(({ path, parameters }): PolicyRule => {
      if (parameters === undefined) return { path, capabilities: ["read"] };
      const names = Object.keys(parameters);
      if (names.length === 0) return { path, capabilities: ["update"] };
      // A person who finds the token in Terraform's state can make only Boundary's own request.
      const allowedParameters = Object.fromEntries(Object.entries(parameters).map(([key, value]) => [key, [value]]));
      return { path, capabilities: ["update"], allowedParameters, requiredParameters: names };
    }),
  ];
}

/** The rights of Vault Agent on the controllers: exactly Boundary's certificate, and its own token. */
export function certificateRules(certificate: BoundaryCertificate): PolicyRule[] {
  const parameters = certificateParameters(certificate);
  return [
    { path: "auth/token/lookup-self", capabilities: ["read"] },
    { path: "auth/token/renew-self", capabilities: ["update"] },
    {
      path: `${PKI.mount}/issue/${PKI.role}`,
      capabilities: ["update"],
      allowedParameters: parameters,
      requiredParameters: Object.keys(parameters),
    },
  ];
}

/** The rights of Boundary's controllers: the use of exactly its keys. */
export function keyRules(keys: readonly string[]): PolicyRule[] {
  return [
    { path: "auth/token/lookup-self", capabilities: ["read"] },
    { path: "auth/token/renew-self", capabilities: ["update"] },
    ...keys.flatMap((key) =>
      ["decrypt", "encrypt"].map(
        (action): PolicyRule => ({ path: `${TRANSIT.mount}/${action}/${key}`, capabilities: ["update"] }),
      ),
    ),
  ];
}

/** The pipeline's rights in the mount of a credential engine. A `+` in the path stands for a target. */
export interface ManagedMount {
  /** Path of the mount. `+` stands for one segment, such as a target. */
  readonly path: string;
  /** Paths below the mount that the pipeline creates, reads, changes and deletes. */
  readonly configuration: readonly string[];
  /** Paths below the mount that the pipeline writes. Nobody can read them. @default none */
  readonly actions?: readonly string[];
}

/** The objects that the pipeline manages. */
export interface PipelineDuty {
  /** Mounts of the credential engines. A `+` in a path stands for a target. */
  readonly credentialMounts: readonly ManagedMount[];
}

/**
 * The rights that `terraform apply` of the break-glass stack needs. They come from Vault's audit log of a real apply,
 * change and destroy. Names of the break-glass stack have an underscore after their duty, and the foundation's names have
 * none. So the prefixes below reach no object of the foundation (docs/adr/0003).
 */
export function pipelineRules(duty: PipelineDuty): PolicyRule[] {
  const crud = ["create", "read", "update", "delete"] as const;
  const policyPrefixes = [PREFIX.approver, PREFIX.breakGlass, PREFIX.boundary, PREFIX.duty, PREFIX.staff];
  const owned = [
    ...policyPrefixes.map((prefix) => `sys/policies/acl/${prefix}*`),
    `sys/policies/password/${passwordPolicy("*")}`,
    `auth/${MOUNTS.breakGlass}/role/*`,
    "identity/entity/id/*",
    "identity/entity-alias/id/*",
    "identity/group/id/*",
    `identity/oidc/role/${PREFIX.approval}*`,
    `identity/oidc/assignment/${SSO}`,
    `identity/oidc/client/${SSO}`,
    `identity/oidc/key/${SSO}`,
    `identity/oidc/provider/${SSO}`,
    `identity/oidc/scope/${SSO}`,
    ...duty.credentialMounts.flatMap(({ path, configuration }) => [
      ...configuration.map((below) => `${path}/${below}`),
      `sys/mounts/${path}`,
    ]),
  ];
  const rules: PolicyRule[] = [
    ...owned.map((path): PolicyRule => ({ path, capabilities: crud })),
    { path: "auth/token/lookup-self", capabilities: ["read"] },
    { path: "identity/entity", capabilities: ["create", "update"] },
    { path: "identity/entity-alias", capabilities: ["create", "update"] },
    { path: "identity/group", capabilities: ["create", "update"] },
    { path: `identity/mfa/login-enforcement/${MOUNTS.breakGlass}`, capabilities: ["read"] },
    ...Object.values(MOUNTS).map((path): PolicyRule => ({ path: `sys/mounts/auth/${path}`, capabilities: ["read"] })),
    {
      path: `auth/token/create/${BOUNDARY_TOKEN_ROLE}`,
      capabilities: ["update", "sudo"],
      comment: "Boundary needs the period on the token itself, and Vault requires sudo for that.",
    },
    { path: "auth/token/lookup-accessor", capabilities: ["update"] },
    { path: "auth/token/renew-accessor", capabilities: ["update"] },
    { path: "auth/token/revoke-accessor", capabilities: ["update"] },
    ...duty.credentialMounts.flatMap(({ path, actions = [] }): PolicyRule[] => [
      ...actions.map((below): PolicyRule => ({ path: `${path}/${below}`, capabilities: ["create", "update"] })),
      { path: `sys/mounts/${path}/tune`, capabilities: ["read", "update"] },
    ]),
  ];
  return rules;
}
