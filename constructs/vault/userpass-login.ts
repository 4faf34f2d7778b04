import { AuthBackend } from "@cdktf/provider-vault/lib/auth-backend";
import { GenericEndpoint } from "@cdktf/provider-vault/lib/generic-endpoint";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";

export interface UserpassLoginProps {
  /** Path of the mount, without `auth/`. */
  readonly path: string;
  /** Text in Vault's list of mounts. */
  readonly description: string;
  /** Longest life of a token in seconds. */
  readonly maxTtl: number;
  /**
   * Whether Vault locks a user out for 15 minutes after five wrong passwords. Without a second factor it
   * slows guessing; with one it only lets anybody who knows a name keep its person out.
   * @default true
   */
  readonly lockout?: boolean;
  /** What Terraform makes first. @default none */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * A userpass mount whose users are not declared. People set their own passwords from the staff login, so that
 * no password is in a file, a plan or a state.
 *
 * @example
 * ```ts
 * import { UserpassLogin } from "vault-boundary-break-glass/constructs/vault/userpass-login";
 *
 * new UserpassLogin(stack, "approvals", {
 *   path: "approvals",
 *   description: "Approvers. Their tokens live ten minutes.",
 *   maxTtl: 600,
 *   lockout: false,
 * });
 * ```
 */
export class UserpassLogin extends Construct {
  /** Path of the mount, without `auth/`. */
  readonly path: string;
  /** Accessor of the mount, which an MFA enforcement and an entity's alias name. */
  readonly accessor: string;
  /** Login paths, which a rate limit names. Each user has one, so it ends with `*`. */
  readonly loginPath: string;
  /** The mount. A quota on its login path depends on it: Vault refuses one without a mount. */
  readonly ready: ITerraformDependable;

  constructor(scope: Construct, id: string, props: UserpassLoginProps) {
    super(scope, id);
    const mount = new AuthBackend(this, "Default", {
      type: "userpass",
      path: props.path,
      description: props.description,
      tune: [
        {
          defaultLeaseTtl: `${props.maxTtl}s`,
          maxLeaseTtl: `${props.maxTtl}s`,
          tokenType: "default-service",
          listingVisibility: "hidden",
        },
      ],
      dependsOn: props.dependsOn,
    });
    if (props.lockout === false) {
      new GenericEndpoint(this, "no-lockout", {
        path: `sys/auth/${mount.path}/tune`,
        dataJson: JSON.stringify({ user_lockout_config: { lockout_disable: true } }),
        disableRead: true,
        disableDelete: true,
      });
    }
    this.path = props.path;
    this.accessor = mount.accessor;
    this.loginPath = `auth/${props.path}/login/*`;
    this.ready = mount;
  }
}
