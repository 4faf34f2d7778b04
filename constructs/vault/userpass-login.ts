import { AuthBackend } from "@cdktf/provider-vault/lib/auth-backend";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";

export interface UserpassLoginProps {
  readonly path: string;
  readonly description: string;
  /** Seconds; longest life of a token from this mount. */
  readonly maxTtl: number;
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
    this.path = props.path;
    this.accessor = mount.accessor;
    this.ready = mount;
  }
}
