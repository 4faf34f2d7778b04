import type { Construct } from "constructs";
import { AUDITORS, OPERATORS } from "../../model/names";
import { AUDITOR_GRANTS, OPERATOR_GRANTS } from "../../policies/boundary-grants";
import { GroupRole } from "../boundary/group-role";

/** The rights of operators and auditors in Boundary, in the whole scope of the organisation. */
export function declareDutyRoles(scope: Construct, authMethodId: string, orgId: string): void {
  const everywhere = { authMethodId, scopeId: orgId, grantScopeIds: ["this", "children"] };
  new GroupRole(scope, "operators", {
    ...everywhere,
    group: OPERATORS,
    description: "Ends anybody's sessions and tokens. Opens none.",
    grantStrings: OPERATOR_GRANTS,
  });
  new GroupRole(scope, "auditors", {
    ...everywhere,
    group: AUDITORS,
    description: "Reads the configuration and its use.",
    grantStrings: AUDITOR_GRANTS,
  });
}
