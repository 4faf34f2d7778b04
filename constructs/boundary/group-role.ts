import { ManagedGroup } from "@cdktf/provider-boundary/lib/managed-group";
import { Role } from "@cdktf/provider-boundary/lib/role";
import { Construct } from "constructs";

export interface GroupRoleProps {
  /** Name of the Vault group whose members hold the role. */
  readonly group: string;
  readonly description: string;
  readonly authMethodId: string;
  /** Scope of the role. */
  readonly scopeId: string;
  /** Where the grants hold: `this`, `children`, `descendants` or ids. */
  readonly grantScopeIds: readonly string[];
  readonly grantStrings: readonly string[];
}

/** A role for the members of one Vault group, as the claims of their last login say. */
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
