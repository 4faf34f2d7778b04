import { Construct } from "constructs";
import type { Environment } from "../config/schema";
import { accessesOf } from "../model/accesses";
import { enrolmentsOf } from "../model/enrolments";
import { groupBy } from "../model/group-by";
import { respondersOf } from "../model/responders";
import { declareActivations } from "./break-glass/activations";
import { declareApprovers } from "./break-glass/approvers";
import { declareBoundaryLogin } from "./break-glass/boundary-login";
import { declareDutyEntities } from "./break-glass/duty-entities";
import { declareDutyGroups } from "./break-glass/duty-groups";
import { declareDutyRoles } from "./break-glass/duty-roles";
import type { EntityIds } from "./break-glass/entity-ids";
import type { FoundationReferences } from "./break-glass/foundation-references";
import { declareHostSets } from "./break-glass/host-sets";
import { declareProfileRoles } from "./break-glass/profile-roles";
import { declareStaff } from "./break-glass/staff";
import { declareTargets } from "./break-glass/targets";

export interface BreakGlassProps {
  /** The checked environment, as `loadEnvironments` returns it: without people and profiles that have expired. */
  readonly environment: Environment;
  /** What the foundation made in Vault. */
  readonly foundation: FoundationReferences;
}

/**
 * Emergency access of one environment. Vault knows who may respond and who must approve, and makes the credentials.
 * Boundary opens the sessions, and hands the credentials over.
 *
 * The constructor is the table of contents. Each step is a file of `break-glass/`, takes values and returns values.
 * Parts of ids are joined by `_`, which no slug has: two different pairs never share an id (docs/adr/0002).
 *
 * A sensitive variable `<target>_admin_password` holds the first password of each database's admin.
 *
 * @example
 * ```ts
 * import { DataVaultAuthBackend } from "@cdktf/provider-vault/lib/data-vault-auth-backend";
 * import { loadEnvironments } from "vault-boundary-break-glass/config/load";
 * import { BreakGlass } from "vault-boundary-break-glass/constructs/break-glass";
 * import { ENGINES } from "vault-boundary-break-glass/constructs/engines";
 *
 * const accessor = (path: string) => new DataVaultAuthBackend(stack, `mount-${path}`, { path }).accessor;
 * const accessors = {
 *   staff: accessor("staff"),
 *   approvals: accessor("approvals"),
 *   operations: accessor("operations"),
 *   breakGlass: accessor("break-glass"),
 * };
 * const loaded = loadEnvironments({ environments: "environments", environment: "dev" }, ENGINES);
 * for (const { environment } of loaded.environments) {
 *   const totpMethodId = "d16fd3c2-50de-0b9b-eed3-0301dadeca10";
 *   new BreakGlass(stack, "break-glass", { environment, foundation: { accessors, totpMethodId } });
 * }
 * ```
 */
export class BreakGlass extends Construct {
  /** Id of Boundary's auth method, which people name when they log in. */
  readonly authMethodId: string;

  constructor(scope: Construct, id: string, { environment, foundation }: BreakGlassProps) {
    super(scope, id);
    const { accessors, totpMethodId } = foundation;
    const accesses = accessesOf(environment);

    // Who: entities in Vault, and Vault's part of the targets.
    const approvers = declareApprovers(this, environment, accessors.approvals);
    const operators = declareDutyEntities(this, "operator", environment, accessors.operations);
    const auditors = declareDutyEntities(this, "auditor", environment, accessors.operations);
    const targets = declareTargets(this, environment, accesses);
    const activations = declareActivations(this, environment, accessors.breakGlass);
    const entityIds = new Map([...approvers, ...operators, ...auditors, ...activations.entityIds]);

    // May do what: groups and policies in Vault.
    const dutyGroupIds = declareDutyGroups(this, {
      responders: respondersOf(environment),
      accesses,
      operators: [...operators.values()],
      auditors: [...auditors.values()],
      enrolled: enrolledIds(environment, entityIds),
      totpMethodId,
    });
    declareStaff(this, environment, foundation, entityIds);

    // Where: Boundary learns people's profiles from Vault's groups, and opens each profile's own targets.
    const groupIds = [...activations.groupIds, ...dutyGroupIds];
    const { authMethodId, orgId, projectId } = declareBoundaryLogin(this, environment, groupIds);
    declareDutyRoles(this, authMethodId, orgId);
    const hostSets = declareHostSets(this, environment, targets, projectId);
    declareProfileRoles(this, { environment, accesses, targets, hostSets, authMethodId, projectId });
    this.authMethodId = authMethodId;
  }
}

/** Ids of all that people enrol, person by person. */
function enrolledIds(environment: Environment, entityIds: EntityIds): string[] {
  const byPerson = groupBy(enrolmentsOf(environment), ({ person }) => person);
  return [...byPerson.values()].flat().flatMap(({ entity }) => entityIds.get(entity) ?? []);
}
