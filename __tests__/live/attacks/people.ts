import { LAB_CAST } from "../../../lab/drills";
import { approvalRole, credentialRole, MOUNTS, responderEntity, targetAlias } from "../../../model/names";
import type { World } from "../world";

/** The people of `environments/lab.yaml`. */
export const MAYA = "maya-chen"; // responder of both profiles
export const JONAS = "jonas-weber"; // responder and approver of senior-dba
export const AMINA = "amina-diallo"; // approver of both profiles
export const TOMAS = "tomas-novak"; // operator
export const DBA = "senior-dba";
export const SUPPORT = "app-support";
export const { target: TARGET } = LAB_CAST;

export const MAYA_DBA = responderEntity(MAYA, DBA);
export const LOGIN = `auth/${MOUNTS.breakGlass}/login`;
export const approvalPath = (person: string, profile: string) => `identity/oidc/token/${approvalRole(person, profile)}`;
export const credentialPath = (person: string, profile: string) =>
  `break-glass-postgres/creds/${credentialRole(person, profile, TARGET)}`;
export const alias = (profile: string, target: string = TARGET) => targetAlias(target, profile, "lab");

export const approver = (world: World) => world.approver(AMINA);
export const operator = (world: World) => world.operator();
export const auditor = (world: World) => world.auditor();
export const responder = (world: World) => world.activated(MAYA, DBA);

/** The status of opening a session in Boundary with a Vault token of somebody. */
export async function sessionStatus(world: World, token: string, target: string): Promise<number> {
  const boundary = await world.boundary(token);
  return (await boundary.request(`targets/${target}:authorize-session`, "POST", {})).status;
}
