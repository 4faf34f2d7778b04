import type { CredentialRequest, EngineMount } from "../engines/engine";
import { APPROVAL_KEY, BOUNDARY_TOKEN_ROLE, MOUNTS, PKI, SSO, TRANSIT } from "../names";
import { certificateParameters } from "./agent-config";
import type { BoundaryCertificate } from "./boundary-certificates";
import type { ParameterValue, PolicyRule } from "./policy-rules";

/**
 * The duties table as policies: what each duty may do in Vault, and nothing else. Every rule that
 * takes parameters names the only ones that it takes.
 */

const AUTHORIZE_BOUNDARY: PolicyRule = {
  path: `identity/oidc/provider/${SSO}/authorize`,
  capabilities: ["read", "update"],
  comment: "Log in to Boundary through Vault.",
};

const OWN_TOKEN: readonly PolicyRule[] = [
  { path: "auth/token/lookup-self", capabilities: ["read"] },
  { path: "auth/token/revoke-self", capabilities: ["update"] },
];

/** Booleans and numbers arrive as JSON from the API and as text from the command line. */
const either = (value: boolean | number): ParameterValue[] => [value, String(value)];

export interface ApproverDuty {
  /** OIDC roles of the approvals that he may give. Never one for himself: nothing denies it, it is not there. */
  readonly approvalRoles: readonly string[];
  /** Roles whose approvals leave Vault wrapped only -> seconds that the wrapping may live. */
  readonly wrapped: Readonly<Record<string, number>>;
}

/**
 * An approver reads exactly the approvals of others. An exact allow beats a glob deny in Vault, so a
 * deny would not keep him from his own.
 */
export function approverRules(duty: ApproverDuty): PolicyRule[] {
  const approvals = duty.approvalRoles.map((role): PolicyRule => {
    const wrapping = duty.wrapped[role];
    const bounds = wrapping === undefined ? {} : { minWrappingTtl: 1, maxWrappingTtl: wrapping };
    return { path: `identity/oidc/token/${role}`, capabilities: ["read"], ...bounds };
  });
  return [...approvals, ...OWN_TOKEN];
}

export interface ResponderDuty {
  /** What the profile opens in Vault beside the targets. */
  readonly paths: readonly { readonly path: string; readonly capabilities: readonly ("read" | "list")[] }[];
}

/** An active responder logs in to Boundary and reads the profile's extra paths. */
export function responderRules(duty: ResponderDuty): PolicyRule[] {
  const denied = ["sys/audit", "sys/audit/*", "sys/audit-hash/*", "identity/mfa/*", "sys/mfa/*"];
  return [
    AUTHORIZE_BOUNDARY,
    ...OWN_TOKEN,
    ...duty.paths.map(({ path, capabilities }): PolicyRule => ({ path, capabilities })),
    ...denied.map((path): PolicyRule => ({ path, capabilities: ["deny"] })),
  ];
}

export interface OperatorDuty {
  /** Entities that an operator may disable. */
  readonly responderEntities: readonly string[];
  /** Ids of the entities whose TOTP enrolment he may destroy. */
  readonly enrolledEntityIds: readonly string[];
  readonly mfaMethodId: string;
  /** Lease prefixes that he may revoke, without a trailing slash. */
  readonly leasePrefixes: readonly string[];
  /** Static credentials that he replaces and cannot read. */
  readonly rotations: readonly string[];
}

/**
 * An operator ends access: revokes leases and tokens below exact prefixes, disables entities (never
 * enables: re-enabling revives the same token), destroys TOTP enrolments (never creates them).
 */
export function operatorRules(duty: OperatorDuty): PolicyRule[] {
  return [
    AUTHORIZE_BOUNDARY,
    ...OWN_TOKEN,
    ...duty.leasePrefixes.map(
      (prefix): PolicyRule => ({ path: `sys/leases/revoke-prefix/${prefix}`, capabilities: ["update", "sudo"] }),
    ),
    ...duty.leasePrefixes.map(
      (prefix): PolicyRule => ({ path: `sys/leases/lookup/${prefix}/`, capabilities: ["list", "sudo"] }),
    ),
    ...duty.rotations.map(
      (path): PolicyRule => ({
        path,
        capabilities: ["create", "update"],
        allowedParameters: { data: [] },
        comment: "Replace a static credential; it cannot be read.",
      }),
    ),
    ...duty.responderEntities.map(
      (name): PolicyRule => ({
        path: `identity/entity/name/${name}`,
        capabilities: ["read", "update"],
        allowedParameters: { disabled: either(true) },
        // No required parameter: Vault asks for those on reads too. An update without any changes nothing.
      }),
    ),
    ...(duty.enrolledEntityIds.length === 0
      ? []
      : [
          {
            path: "identity/mfa/method/totp/admin-destroy",
            capabilities: ["update"],
            allowedParameters: { method_id: [duty.mfaMethodId], entity_id: [...duty.enrolledEntityIds] },
            requiredParameters: ["entity_id", "method_id"],
          } satisfies PolicyRule,
        ]),
  ];
}

/**
 * An auditor reads configuration, audit settings and the leases below the given prefixes; no secret,
 * no client secret (`identity/oidc/client` is not here), and changes nothing.
 */
export function auditorRules(leasePrefixes: readonly string[], audited: readonly string[]): PolicyRule[] {
  const read = [
    "sys/auth",
    "sys/config/auditing/request-headers/*",
    "sys/internal/ui/mounts",
    "sys/mounts",
    `auth/${MOUNTS.breakGlass}/config`,
    `identity/oidc/key/${APPROVAL_KEY}`,
    `identity/oidc/key/${SSO}`,
    `identity/oidc/assignment/${SSO}`,
    `identity/oidc/provider/${SSO}`,
    `identity/oidc/scope/${SSO}`,
  ];
  const readAndList = [
    `auth/${MOUNTS.breakGlass}/role/*`,
    `auth/${MOUNTS.approvals}/users/*`,
    `auth/${MOUNTS.operations}/users/*`,
    "auth/token/roles/*",
    "identity/entity/id/*",
    "identity/entity/name/*",
    "identity/entity-alias/id/*",
    "identity/group/id/*",
    "identity/group/name/*",
    "identity/mfa/login-enforcement/*",
    "identity/mfa/method/*",
    "identity/oidc/role/*",
    "sys/policies/acl/*",
    "sys/policies/password/*",
    "sys/quotas/rate-limit/*",
    ...audited,
  ];
  return [
    AUTHORIZE_BOUNDARY,
    ...OWN_TOKEN,
    { path: "sys/audit", capabilities: ["read", "sudo"] },
    { path: "sys/config/auditing/request-headers", capabilities: ["read", "sudo"] },
    ...leasePrefixes.map(
      (prefix): PolicyRule => ({ path: `sys/leases/lookup/${prefix}/`, capabilities: ["list", "sudo"] }),
    ),
    ...read.map((path): PolicyRule => ({ path, capabilities: ["read"] })),
    ...readAndList.map((path): PolicyRule => ({ path, capabilities: ["read", "list"] })),
  ];
}

export interface StaffDuty {
  /** Own users, by the path of their mount. */
  readonly users: readonly { readonly mount: string; readonly name: string }[];
  /** Own entities that log in with MFA. */
  readonly entities: readonly { readonly name: string; readonly id: string }[];
  /** `undefined` where Vault does not hold the second factor (Duo, Okta, PingID). */
  readonly totpMethodId: string | undefined;
  /** Networks that the person's tokens must be bound to. @default everywhere */
  readonly boundCidrs?: readonly string[];
}

/**
 * A staff login enrols its own person and nobody else: sets his password, and generates the TOTP of
 * his own entities. Vault gives the secret once; a second request returns nothing.
 *
 * The userpass users are not declared, so what their tokens may be is forced here: a request that
 * leaves one of these parameters out, or gives another value, is refused.
 */
export function staffRules(duty: StaffDuty): PolicyRule[] {
  const cidrs: Record<string, ParameterValue[]> =
    duty.boundCidrs === undefined ? {} : { token_bound_cidrs: [duty.boundCidrs.join(",")] };
  const forced = { token_no_default_policy: either(true), ...cidrs };
  return [
    ...duty.users.map(
      ({ mount, name }): PolicyRule => ({
        path: `auth/${mount}/users/${name}`,
        capabilities: ["create", "update"],
        allowedParameters: { password: [], ...forced },
        requiredParameters: ["password", ...Object.keys(forced)],
      }),
    ),
    ...duty.entities.map(({ name }): PolicyRule => ({ path: `identity/entity/name/${name}`, capabilities: ["read"] })),
    ...(duty.totpMethodId === undefined || duty.entities.length === 0
      ? []
      : [
          {
            path: "identity/mfa/method/totp/admin-generate",
            capabilities: ["update"],
            allowedParameters: { method_id: [duty.totpMethodId], entity_id: duty.entities.map(({ id }) => id) },
            requiredParameters: ["entity_id", "method_id"],
          } satisfies PolicyRule,
          { path: `identity/mfa/login-enforcement/${MOUNTS.breakGlass}`, capabilities: ["read"] } satisfies PolicyRule,
        ]),
  ];
}

/**
 * One of Boundary's tokens: the six paths that a Boundary controller needs of any token, and exactly
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
      // Boundary asks for the capability, then revokes at once when a store goes: Terraform, which made the
      // token and revokes it next, would fail (docs/adr/0006). Nobody wraps this request, so Vault refuses it.
      minWrappingTtl: 1,
      comment: "Boundary wants the capability; Terraform alone ends the token.",
    },
    { path: "sys/leases/renew", capabilities: ["update"] },
    { path: "sys/leases/revoke", capabilities: ["update"] },
    { path: "sys/capabilities-self", capabilities: ["update"] },
    ...credentials.map(({ path, parameters }): PolicyRule => {
      if (parameters === undefined) return { path, capabilities: ["read"] };
      const names = Object.keys(parameters);
      if (names.length === 0) return { path, capabilities: ["update"] };
      // Whoever finds the token in Terraform's state can ask for nothing that Boundary does not ask for.
      const allowedParameters = Object.fromEntries(Object.entries(parameters).map(([key, value]) => [key, [value]]));
      return { path, capabilities: ["update"], allowedParameters, requiredParameters: names };
    }),
  ];
}

/** Vault Agent on the controllers: exactly Boundary's certificate, and its own token. */
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

/** Boundary's controllers: use of exactly its keys. */
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

export interface PipelineDuty {
  /** Mounts of the credential engines; `+` in a path stands for a target. */
  readonly credentialMounts: readonly Pick<EngineMount, "path" | "configuration" | "actions">[];
}

/**
 * What `terraform apply` of the break-glass stack needs, found from Vault's audit log of a real apply,
 * change and destroy. Names of the break-glass stack have an underscore after their duty, those of
 * the foundation have none: the prefixes below reach no object of the foundation (docs/adr/0003).
 */
export function pipelineRules(duty: PipelineDuty): PolicyRule[] {
  const crud = ["create", "read", "update", "delete"] as const;
  const policyPrefixes = ["approver_", "bg_", "boundary_", "duty_", "staff_"];
  const owned = [
    ...policyPrefixes.map((prefix) => `sys/policies/acl/${prefix}*`),
    "sys/policies/password/bg_*",
    `auth/${MOUNTS.breakGlass}/role/*`,
    "identity/entity/id/*",
    "identity/entity-alias/id/*",
    "identity/group/id/*",
    "identity/oidc/role/approve_*",
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
      comment: "sudo: Boundary wants the period on the token itself, which Vault gives to sudo only.",
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
