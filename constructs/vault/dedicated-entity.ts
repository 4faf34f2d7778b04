import { IdentityEntity } from "@cdktf/provider-vault/lib/identity-entity";
import { IdentityEntityAlias } from "@cdktf/provider-vault/lib/identity-entity-alias";
import { Construct } from "constructs";

export interface DedicatedEntityProps {
  /** Name in Vault. */
  readonly name: string;
  /** The name that the mount's login gives. @default the entity's name */
  readonly alias?: string;
  readonly mountAccessor: string;
  /** @default none */
  readonly policies?: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
  /**
   * Whether Terraform leaves `disabled` as it finds it. An operator who ends an access disables the
   * entity; without this the next apply would open it again.
   * @default false
   */
  readonly keepDisabled?: boolean;
}

/**
 * One Vault entity with one alias, for one duty of one person. Two duties never share an entity, so
 * that no token carries two of them.
 */
export class DedicatedEntity extends Construct {
  readonly entityId: string;

  constructor(scope: Construct, id: string, props: DedicatedEntityProps) {
    super(scope, id);
    const entity = new IdentityEntity(this, "Default", {
      name: props.name,
      policies: [...(props.policies ?? [])],
      metadata: { ...props.metadata },
      lifecycle: props.keepDisabled ? { ignoreChanges: ["disabled"] } : undefined,
    });
    new IdentityEntityAlias(this, "alias", {
      name: props.alias ?? props.name,
      mountAccessor: props.mountAccessor,
      canonicalId: entity.id,
    });
    this.entityId = entity.id;
  }
}
