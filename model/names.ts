import type { Duty } from "../config/schema";

/**
 * Every generated name, in one place. Parts are slugs without `_`, so two different pairs never share a name. The first
 * part is the duty, so a name of one duty is never a name of another. The foundation's names have no `_`, so the
 * pipeline's policy can tell them from the names of the break-glass stack.
 */

/** Login mounts, shared by all people of an environment. */
export const MOUNTS = {
  /** Everyday login, without emergency power. */
  staff: "staff",
  /** userpass + MFA, 10-minute tokens: approvers. */
  approvals: "approvals",
  /** userpass + MFA: operators and auditors. */
  operations: "operations",
  /** JWT + MFA: responders with an approval. */
  breakGlass: "break-glass",
} as const;

/** Boundary as a client of Vault: the OIDC client, key, assignment and provider. */
export const SSO = "boundary";

/** Signs approvals. Belongs to the foundation. */
export const APPROVAL_KEY = "approvals";

/** Policy and token role of the pipeline, which applies the break-glass stack. The foundation declares them. */
export const PIPELINE = "break-glass-pipeline";

/** Token role from which the pipeline creates Boundary's tokens. */
export const BOUNDARY_TOKEN_ROLE = "break-glass-boundary";

/** Certificates of Boundary's listeners. Belongs to the foundation. */
export const PKI = { mount: "break-glass-pki", role: "boundary", policy: "boundary-certificates" } as const;
/** Boundary's keys. Belongs to the foundation. */
export const TRANSIT = {
  mount: "break-glass-transit",
  policy: "boundary-keys",
  tokenRole: "break-glass-boundary-keys",
} as const;
/** Login of Vault Agent on Boundary's controllers. Belongs to the foundation. */
export const CONTROLLERS = { mount: "controllers", role: "boundary" } as const;

/** The prefix of each kind of name. */
export const PREFIX = {
  staff: "staff_",
  approver: "approver_",
  operator: "operator_",
  auditor: "auditor_",
  approval: "approve_",
  boundary: "boundary_",
  duty: "duty_",
  breakGlass: "bg_",
} as const;

/** Group and policy of all operators. */
export const OPERATORS = `${PREFIX.duty}operators` as const;
/** Group and policy of all auditors. */
export const AUDITORS = `${PREFIX.duty}auditors` as const;

export const staffEntity = (person: string) => `${PREFIX.staff}${person}`;
export const approverEntity = (person: string) => `${PREFIX.approver}${person}`;
export const operatorEntity = (person: string) => `${PREFIX.operator}${person}`;
export const auditorEntity = (person: string) => `${PREFIX.auditor}${person}`;

/** One entity per responder and profile. It is the subject of their approvals. */
export const responderEntity = (person: string, profile: string) => `${PREFIX.breakGlass}${person}_${profile}`;

/** OIDC role that signs approvals of one responder for one profile. */
export const approvalRole = (person: string, profile: string) => `${PREFIX.approval}${person}_${profile}`;

/** Group and policy of a profile's responders. */
export const profileGroup = (profile: string) => `${PREFIX.breakGlass}${profile}`;

/** Credential role of one responder, profile and target. The names of its database users begin with it. */
export const credentialRole = (person: string, profile: string, target: string) =>
  credentialRoleOf(responderEntity(person, profile), target);

/** The same by the responder's entity, for whom the entity is not known yet: Boundary puts it in. */
export const credentialRoleOf = (entity: string, target: string) => `${entity}_${target}`;

/** A profile's own object for a target: the target and the library in Boundary, a static secret in Vault. */
export const profileTarget = (profile: string, target: string) => `${profile}_${target}`;

/** Password policy of a target's own administrator, which Vault is. */
export const passwordPolicy = (target: string) => `${PREFIX.breakGlass}${target}`;

/** The name by which responders connect. */
export const targetAlias = (target: string, profile: string, environment: string) =>
  `${target}.${profile}.${environment}`;

/** Policy of one of Boundary's tokens. */
export const boundaryPolicy = (profile: string, part: number) => `${PREFIX.boundary}${profile}_${part}`;

/** Audience of approvals. An environment refuses the approvals of another one. */
export const approvalAudience = (environment: string) => `break-glass-${environment}`;

// The inverse of the names above. The functions return `undefined` for any other text.

/** Parts of a name after its prefix, or `undefined` if their number is wrong or one is empty. */
function partsOf(name: string, prefix: string, count: number): string[] | undefined {
  if (!name.startsWith(prefix)) return undefined;
  const parts = name.slice(prefix.length).split("_");
  return parts.length === count && !parts.includes("") ? parts : undefined;
}

/** Whether a name is one of responders: of an entity, a group with its policy, or a credential role. */
export const isOfResponders = (name: string) => name.startsWith(PREFIX.breakGlass);

/** The inverse of `responderEntity`. */
export function parseResponderEntity(name: string): { person: string; profile: string } | undefined {
  const [person, profile] = partsOf(name, PREFIX.breakGlass, 2) ?? [];
  return person === undefined || profile === undefined ? undefined : { person, profile };
}

/** The inverse of `credentialRole`. */
export function parseCredentialRole(name: string): { person: string; profile: string; target: string } | undefined {
  const [person, profile, target] = partsOf(name, PREFIX.breakGlass, 3) ?? [];
  return person === undefined || profile === undefined || target === undefined
    ? undefined
    : { person, profile, target };
}

/** The inverse of `profileTarget`. */
export function parseProfileTarget(name: string): { profile: string; target: string } | undefined {
  const [profile, target] = partsOf(name, "", 2) ?? [];
  return profile === undefined || target === undefined ? undefined : { profile, target };
}

/** The inverse of the entities' names: whose entity it is, and for which duty. */
export function parseEntity(name: string): { duty: Duty | "staff"; person: string } | undefined {
  const responder = parseResponderEntity(name);
  if (responder !== undefined) return { duty: "responder", person: responder.person };
  for (const duty of ["staff", "approver", "operator", "auditor"] as const) {
    const [person] = partsOf(name, PREFIX[duty], 1) ?? [];
    if (person !== undefined) return { duty, person };
  }
  return undefined;
}
