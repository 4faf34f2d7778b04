import { IdentityGroup } from "@cdktf/provider-vault/lib/identity-group";
import { Construct } from "constructs";

export interface EntityGroupProps {
  /** Name of the group, which Boundary sees as a claim. */
  readonly name: string;
  /** Ids of its members. */
  readonly memberEntityIds: readonly string[];
  /** Names of the policies that its members get. @default none */
  readonly policies?: readonly string[];
}

/**
 * An internal Vault group with exactly these members. Boundary sees its name as a claim.
 *
 * @example
 * ```ts
 * import { EntityGroup } from "vault-boundary-break-glass/constructs/vault/entity-group";
 *
 * new EntityGroup(stack, "group", {
 *   name: "bg_senior-dba",
 *   memberEntityIds: ["7d2e3179-f69b-450c-7179-ac8ee8bd8ca9"],
 *   policies: ["bg_senior-dba"],
 * });
 * ```
 */
export class EntityGroup extends Construct {
  /** Id of the group. */
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
