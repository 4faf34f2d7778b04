import { QuotaRateLimit } from "@cdktf/provider-vault/lib/quota-rate-limit";
import type { ITerraformDependable, TerraformProvider } from "cdktf";
import { Construct } from "constructs";

export interface LoginQuotaProps {
  readonly name: string;
  /** Path as Vault matches it: whole, such as `auth/break-glass/login`, or by its start, with `*` at the end. */
  readonly path: string;
  /** Requests of one client address in `interval`. @default 20 */
  readonly rate?: number;
  /** Seconds. @default 60 */
  readonly interval?: number;
  /** Vault outside of a namespace, where rate limits are. @default the stack's provider */
  readonly provider?: TerraformProvider;
  /** @default none */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * Slows guessing on one login path. Vault counts for each client address, so one address that floods
 * does not keep another out; over the rate a client sees 429 with Retry-After.
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
