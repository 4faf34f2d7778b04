import { IdentityGroup } from "@cdktf/provider-vault/lib/identity-group";
import { Construct } from "constructs";

export interface EntityGroupProps {
  readonly name: string;
  readonly memberEntityIds: readonly string[];
  /** @default none */
  readonly policies?: readonly string[];
}

/** An internal Vault group with exactly these members; Boundary sees its name as a claim. */
export class EntityGroup extends Construct {
  readonly groupId: string;

  constructor(scope: Construct, id: string, props: EntityGroupProps) {
    super(scope, id);
    const group = new IdentityGroup(this, "Default", {
      name: props.name,
      type: "internal",
      memberEntityIds: [...props.memberEntityIds],
      policies: [...(props.policies ?? [])],
    });
    this.groupId = group.id;
  }
}
