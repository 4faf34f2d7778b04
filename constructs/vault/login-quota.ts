import { QuotaRateLimit } from "@cdktf/provider-vault/lib/quota-rate-limit";
import type { ITerraformDependable, TerraformProvider } from "cdktf";
import { Construct } from "constructs";

export interface LoginQuotaProps {
  /** Name of the rate limit in Vault. */
  readonly name: string;
  /** Path as Vault matches it: whole, such as `auth/break-glass/login`, or by its start, with `*` at the end. */
  readonly path: string;
  /** Requests per `interval` from one client address. @default 20 */
  readonly rate?: number;
  /** Interval in seconds. @default 60 */
  readonly interval?: number;
  /** Vault outside of a namespace, where rate limits are. @default the stack's provider */
  readonly provider?: TerraformProvider;
  /** What Terraform makes first. @default none */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * Slows down guessing on one login path. Vault counts per client address, so a flood from one address does not keep
 * others out. Above the rate, a client gets 429 with Retry-After.
 *
 * @see https://developer.hashicorp.com/vault/docs/concepts/resource-quotas
 * @example
 * ```ts
 * import { LoginQuota } from "vault-boundary-break-glass/constructs/vault/login-quota";
 *
 * new LoginQuota(stack, "quota", { name: "break-glass-login", path: "auth/break-glass/login", rate: 10 });
 * ```
 */
export class LoginQuota extends Construct {
  constructor(scope: Construct, id: string, props: LoginQuotaProps) {
    super(scope, id);
    new QuotaRateLimit(this, "Default", {
      name: props.name,
      path: props.path,
      rate: props.rate ?? 20,
      interval: props.interval ?? 60,
      dependsOn: props.dependsOn,
      provider: props.provider,
    });
  }
}
