/**
 * The rights of each duty in Boundary, as grant strings. They name ids wherever these are known.
 *
 * @see https://developer.hashicorp.com/boundary/docs/concepts/security/permissions/resource-table
 */

/** The rights of anonymous users. Boundary ignores their grants with an id instead of a type. */
export const LOGIN_GRANTS: string[] = ["ids=*;type=auth-method;actions=authenticate"];

/** A responder opens sessions on exactly the profile's targets. */
export function responderGrants(targetIds: readonly string[]): string[] {
  return [`ids=${targetIds.join(",")};actions=read,authorize-session`, "type=target;actions=list"];
}

/** An operator finds and ends anybody's sessions and tokens, but opens none. */
export const OPERATOR_GRANTS: readonly string[] = [
  "ids=*;type=session;actions=list,read,cancel",
  "ids=*;type=auth-token;actions=list,read,delete",
  "ids=*;type=user;actions=list,read",
];

/** An auditor reads the configuration and who used it. Boundary returns no secret of any of these. */
export const AUDITOR_GRANTS: readonly string[] = [
  "account",
  "auth-method",
  "auth-token",
  "credential-library",
  "credential-store",
  "host",
  "host-catalog",
  "host-set",
  "managed-group",
  "role",
  "scope",
  "session",
  "target",
  "user",
].map((type) => `ids=*;type=${type};actions=list,read`);

/**
 * The pipeline manages the objects that the break-glass stack declares. It manages no sessions, tokens or accounts. So
 * it cannot log in as anybody, and it cannot open or watch a session.
 */
export const PIPELINE_GRANTS: readonly string[] = [
  "ids=*;type=alias;actions=create,list,read,update,delete",
  "ids=*;type=auth-method;actions=create,list,read,update,delete,change-state",
  "ids=*;type=credential-library;actions=create,list,read,update,delete",
  "ids=*;type=credential-store;actions=create,list,read,update,delete",
  "ids=*;type=host;actions=create,list,read,update,delete",
  "ids=*;type=host-catalog;actions=create,list,read,update,delete",
  "ids=*;type=host-set;actions=create,list,read,update,delete,set-hosts",
  "ids=*;type=managed-group;actions=create,list,read,update,delete",
  "ids=*;type=role;actions=create,list,read,update,delete,set-grants,set-grant-scopes,set-principals",
  "ids=*;type=scope;actions=create,list,read,update,delete",
  "ids=*;type=target;actions=create,list,read,update,delete,set-credential-sources,set-host-sources",
];
