import { IdentityEntity } from "@cdktf/provider-vault/lib/identity-entity";
import { IdentityEntityAlias } from "@cdktf/provider-vault/lib/identity-entity-alias";
import { Construct } from "constructs";

export interface DedicatedEntityProps {
  /** Name in Vault. */
  readonly name: string;
  /** Name that the login gives to the person. @default the entity's name */
  readonly alias?: string;
  /** Accessor of the mount where the entity logs in. */
  readonly mountAccessor: string;
  /** Names of its own policies. @default none */
  readonly policies?: readonly string[];
  /** What Vault's audit trail and identity templates show of the entity. */
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
 *
 * @example
 * ```ts
 * import { DedicatedEntity } from "vault-boundary-break-glass/constructs/vault/dedicated-entity";
 * import { UserpassLogin } from "vault-boundary-break-glass/constructs/vault/userpass-login";
 *
 * const { accessor } = new UserpassLogin(stack, "approvals", {
 *   path: "approvals",
 *   description: "Approvers.",
 *   maxTtl: 600,
 * });
 * new DedicatedEntity(stack, "approver", {
 *   name: "approver_jonas-weber",
 *   mountAccessor: accessor,
 *   policies: ["approver_jonas-weber"],
 *   metadata: { person: "jonas-weber", duty: "approver" },
 * });
 * ```
 */
export class DedicatedEntity extends Construct {
  /** Id of the entity. */
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
