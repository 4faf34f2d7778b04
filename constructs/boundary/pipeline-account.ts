import { AccountPassword } from "@cdktf/provider-boundary/lib/account-password";
import { AuthMethodPassword } from "@cdktf/provider-boundary/lib/auth-method-password";
import { Role } from "@cdktf/provider-boundary/lib/role";
import { User } from "@cdktf/provider-boundary/lib/user";
import { Construct } from "constructs";
import { LOGIN_GRANTS, PIPELINE_GRANTS } from "../../policies/boundary-grants";

export interface PipelineAccountProps {
  /** Name of the account, its user, role and auth method: lower-case letters, digits and `-`. */
  readonly name: string;
}

/**
 * The account with which the pipeline applies the break-glass stack. The holders of the keys declare it once, with
 * the recovery KMS. It has no password until they set one (`boundary accounts set-password`), so that none is in a plan
 * or a state.
 *
 * @example
 * ```ts
 * import { TerraformOutput } from "cdktf";
 * import { PipelineAccount } from "vault-boundary-break-glass/constructs/boundary/pipeline-account";
 *
 * const account = new PipelineAccount(stack, "pipeline", { name: "break-glass-pipeline" });
 * new TerraformOutput(stack, "boundary_auth_method_id", { value: account.authMethodId });
 * new TerraformOutput(stack, "boundary_account_id", { value: account.accountId });
 * ```
 */
export class PipelineAccount extends Construct {
  /** Id of the auth method, with which the pipeline logs in. */
  readonly authMethodId: string;
  /** Id of the account, whose password the holders of the keys set. */
  readonly accountId: string;

  constructor(scope: Construct, id: string, props: PipelineAccountProps) {
    super(scope, id);
    const method = new AuthMethodPassword(this, "method", {
      scopeId: "global",
      name: props.name,
      description: "Login of the pipeline. People log in through Vault.",
      minPasswordLength: 32,
    });
    const account = new AccountPassword(this, "Default", {
      authMethodId: method.id,
      name: props.name,
      loginName: props.name,
    });
    const user = new User(this, "user", { scopeId: "global", name: props.name, accountIds: [account.id] });
    new Role(this, "role", {
      scopeId: "global",
      name: props.name,
      description: "Manages the objects of the break-glass stack, and nothing else.",
      grantScopeIds: ["this", "descendants"],
      grantStrings: [...PIPELINE_GRANTS],
      principalIds: [user.id],
    });
    new Role(this, "login", {
      scopeId: "global",
      name: `${props.name}-login`,
      description: "The pipeline may log in.",
      grantScopeIds: ["this"],
      grantStrings: LOGIN_GRANTS,
      principalIds: ["u_anon"],
    });
    this.authMethodId = method.id;
    this.accountId = account.id;
  }
}
