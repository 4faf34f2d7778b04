import { join } from "node:path";
import { accessesOf } from "../model/accesses";
import { which } from "../operations/clients/which";
import type { DrillCast } from "../operations/drill/cast";
import type { DrillPlace } from "../operations/drill/place";
import type { Lab } from "./lab";

/** The people, the profile and the target of a drill in `environments/lab.yaml`. */
export const LAB_CAST = {
  responder: "maya-chen",
  approver: "amina-diallo",
  operator: "tomas-novak",
  profile: "senior-dba",
  target: "orders-db",
} as const satisfies DrillCast;

/** The cast of a drill of one target: the first profile of the responder that reaches it. */
export function castOf(target: string, { environment }: Lab): DrillCast {
  const { responder } = LAB_CAST;
  const access = accessesOf(environment).find((each) => each.person === responder && each.target === target);
  if (access === undefined) throw new Error(`${responder} reaches no ${target}`);
  return { ...LAB_CAST, profile: access.profile, target };
}

/** Where drills of a deployed lab take place. */
export async function drillPlace(lab: Lab): Promise<DrillPlace> {
  const { environment, programs, folder, servers } = lab;
  return {
    environment,
    vault: servers.vault.client,
    ca: lab.ca,
    caFile: folder.at("ca.pem"),
    authMethodId: String((await lab.deployment.outputs())["boundary_login"]),
    programs,
    client: (name) => which(name) ?? (name === "psql" ? programs.psql : undefined),
    left: (target, user) => servers.targets.left(target, user),
    beside: "127.0.0.2",
    audit: {
      vault: () => folder.read("vault-audit.log"),
      boundary: () => folder.read(join("boundary-events", "audit.log")),
    },
    enable: (entityId) => lab.ceremonies.enable(entityId),
  };
}
