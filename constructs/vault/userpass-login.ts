import { AuthBackend } from "@cdktf/provider-vault/lib/auth-backend";
import { GenericEndpoint } from "@cdktf/provider-vault/lib/generic-endpoint";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";

export interface UserpassLoginProps {
  readonly path: string;
  readonly description: string;
  /** Seconds; longest life of a token from this mount. */
  readonly maxTtl: number;
  /**
   * Whether Vault locks a user out for 15 minutes after five wrong passwords. Without a second factor it
   * slows guessing; with one it only lets anybody who knows a name keep its person out.
   * @default true
   */
  readonly lockout?: boolean;
  /** @default none */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * A userpass mount whose users are not declared: each person sets his own password from the staff
 * login, so that no password is in a file, a plan or a state.
 */
export class UserpassLogin extends Construct {
  readonly path: string;
  readonly accessor: string;
  /** What a rate limit names: each user has a login path of his own, which the mount's alone does not match. */
  readonly loginPath: string;
  /** For what Vault accepts only once the mount is there: a quota on its login path. */
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
