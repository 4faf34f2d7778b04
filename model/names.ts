/**
 * Every generated name, in one place. Parts are slugs (no `_`), so that two different pairs never
 * share a name; the first part is the duty, so that no name of one duty is a name of another, and the
 * pipeline's policy can tell the break-glass stack's objects from the foundation's, which have no `_`.
 */

/** Login mounts, shared by all people of an environment. */
export const MOUNTS = {
  /** Everyday login; no emergency power. */
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

/** Policy and token role that the foundation gives to whoever applies the break-glass stack. */
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

export const staffEntity = (person: string) => `staff_${person}`;
export const approverEntity = (person: string) => `approver_${person}`;
export const operatorEntity = (person: string) => `operator_${person}`;
export const auditorEntity = (person: string) => `auditor_${person}`;
/** One a responder and profile; the subject of his approvals. */
export const responderEntity = (person: string, profile: string) => `bg_${person}_${profile}`;
/** OIDC role that signs approvals of one responder for one profile. */
export const approvalRole = (person: string, profile: string) => `approve_${person}_${profile}`;
/** Group and policy of a profile's responders. */
export const profileGroup = (profile: string) => `bg_${profile}`;
/** Group and policy of all operators, and of all auditors. */
export const OPERATORS = "duty_operators";
export const AUDITORS = "duty_auditors";
/** Credential role of one responder, profile and target; the start of the database user's name. */
export const credentialRole = (person: string, profile: string, target: string) =>
  `${responderEntity(person, profile)}_${target}`;
/** Policy of one of Boundary's tokens. */
export const boundaryPolicy = (profile: string, part: number) => `boundary_${profile}_${part}`;
/** Audience of approvals: an approval of one environment is refused by another. */
export const approvalAudience = (environment: string) => `break-glass-${environment}`;
