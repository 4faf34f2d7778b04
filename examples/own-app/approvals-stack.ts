import { VaultProvider } from "@cdktf/provider-vault/lib/provider";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { Approval } from "vault-boundary-break-glass/constructs/vault/approval";
import { ApprovalKey } from "vault-boundary-break-glass/constructs/vault/approval-key";
import { LoginQuota } from "vault-boundary-break-glass/constructs/vault/login-quota";

/** Three constructs on their own: approvals that Vault signs, for a release pipeline instead of people's access. */
export class ApprovalsStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const vaultAddress = "https://vault.example.com:8200";
    new VaultProvider(this, "vault", { address: vaultAddress });

    const audience = "releases";
    const key = new ApprovalKey(this, "key", { name: "releases", vaultAddress, audience });
    new Approval(this, "shop", {
      name: "release_shop",
      key: key.name,
      audience,
      subject: "release-pipeline",
      profile: "shop",
      ttl: 120,
    });
    new LoginQuota(this, "quota", { name: "releases", path: "auth/releases/login", rate: 10 });
  }
}
