import { ManagedGroup } from "@cdktf/provider-boundary/lib/managed-group";
import { Role } from "@cdktf/provider-boundary/lib/role";
import { Construct } from "constructs";

export interface GroupRoleProps {
  /** Name of the Vault group whose members hold the role. */
  readonly group: string;
  /** Description of the role. */
  readonly description: string;
  /** Id of the auth method through which the members log in. */
  readonly authMethodId: string;
  /** Id of the scope of the role. */
  readonly scopeId: string;
  /** Scopes where the grants hold: `this`, `children`, `descendants` or ids. */
  readonly grantScopeIds: readonly string[];
  /** Grants in Boundary's own syntax. */
  readonly grantStrings: readonly string[];
}

/**
 * A role for the members of one Vault group, as the claims of their last login say.
 *
 * @see https://developer.hashicorp.com/boundary/docs/concepts/filtering/oidc-managed-groups
 * @example
 * ```ts
 * import { GroupRole } from "vault-boundary-break-glass/constructs/boundary/group-role";
 *
 * new GroupRole(stack, "role", {
 *   group: "bg_senior-dba",
 *   description: "Opens the targets of senior-dba.",
 *   authMethodId: "amoidc_1234567890",
 *   scopeId: "p_1234567890",
 *   grantScopeIds: ["this"],
 *   grantStrings: ["ids=ttcp_1234567890;actions=read,authorize-session"],
 * });
 * ```
 */
export class GroupRole extends Construct {
  constructor(scope: Construct, id: string, props: GroupRoleProps) {
    super(scope, id);
    const group = new ManagedGroup(this, "group", {
      authMethodId: props.authMethodId,
      name: props.group,
      description: `Members of Vault's group ${props.group}.`,
      filter: `"${props.group}" in "/token/groups"`,
    });
    new Role(this, "Default", {
      scopeId: props.scopeId,
      name: props.group,
      description: props.description,
      grantScopeIds: [...props.grantScopeIds],
      grantStrings: [...props.grantStrings],
      principalIds: [group.id],
    });
  }
}
