import { APPROVAL_KEY, MOUNTS, SSO } from "../model/names";
import type { ParameterValue, PolicyRule } from "./policy-rule";

/**
 * The duties table as policies: the rights of each person's duty in Vault, and nothing else. `machines.ts` has the
 * machines. Every rule with parameters names the only parameters that it takes.
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

/** Booleans and numbers arrive as JSON from the API and as strings from the command line. */
const either = (value: boolean | number): ParameterValue[] => [value, String(value)];

export interface ApproverDuty {
  /** OIDC roles of the approvals that they may give, never of their own. No rule denies their own; it is just absent. */
  readonly approvalRoles: readonly string[];
  /** Roles whose approvals leave Vault only wrapped -> the longest life of the wrapping, in seconds. */
  readonly wrapped: Readonly<Record<string, number>>;
}

/**
 * An approver reads exactly the approvals of others. In Vault, an exact allow beats a glob deny. So a deny would not
 * keep approvers from their own approval.
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
  /** Vault paths that the profile opens in addition to the targets. */
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
  /** Ids of the entities whose TOTP enrolment they may destroy. */
  readonly enrolledEntityIds: readonly string[];
  readonly mfaMethodId: string;
  /** Lease prefixes that they may revoke, without a trailing slash. */
  readonly leasePrefixes: readonly string[];
  /** Static credentials that they can replace but not read. */
  readonly rotations: readonly string[];
}

/**
 * An operator ends access. They revoke leases and tokens below exact prefixes and disable entities. They never enable
 * one, because that revives the same token. They destroy TOTP enrolments, but never create them.
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
        comment: "Replace a static credential. Operators cannot read it.",
      }),
    ),
    ...duty.responderEntities.map(
      (name): PolicyRule => ({
        path: `identity/entity/name/${name}`,
        capabilities: ["read", "update"],
        allowedParameters: { disabled: either(true) },
        // No required parameter: Vault requires those on reads too. An update without parameters changes nothing.
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
 * An auditor reads configuration, audit settings and the leases below the given prefixes. They read no secret and no
 * client secret (`identity/oidc/client` is not here), and they change nothing.
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
  /** `undefined` if Vault does not hold the second factor (Duo, Okta, PingID). */
  readonly totpMethodId: string | undefined;
  /** Networks that the person's tokens must be bound to. @default everywhere */
  readonly boundCidrs?: readonly string[];
}

/**
 * A staff login enrols its own person and nobody else. It sets their password, and generates the TOTP of their own
 * entities. Vault gives the secret once; a second request returns nothing.
 *
 * The userpass users are not declared, so these rules force the settings of their tokens. Vault refuses a request
 * without one of these parameters or with another value.
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
