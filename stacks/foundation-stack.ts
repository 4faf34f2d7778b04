import { VaultProvider } from "@cdktf/provider-vault/lib/provider";
import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import type { Environment } from "../config/schema";
import { Foundation } from "../constructs/foundation";
import { agentConfig } from "../constructs/vault/agent-config";
import { kmsBlocks } from "../constructs/vault/boundary-keys";
import { EnvironmentStack } from "./environment-stack";

/** `<env>-foundation`: Vault's trust anchors, applied by the holders of the keys, before Boundary exists. */
export class FoundationStack extends EnvironmentStack {
  constructor(scope: Construct, environment: Environment, asOf: string) {
    super(scope, `${environment.environment}-foundation`, environment, asOf);
    const { vault } = environment;
    this.vaultProvider(environment);
    // Vault keeps audit devices and rate limits outside of namespaces.
    const outside =
      vault.namespace === undefined
        ? undefined
        : new VaultProvider(this, "vault-root", { alias: "root", address: vault.address, skipChildToken: true });
    const foundation = new Foundation(this, "foundation", { environment, outside });
    const output = (name: string, value: string | undefined, description: string) => {
      if (value !== undefined) new TerraformOutput(this, name, { value, description });
    };
    output(
      "boundary_ca_request",
      foundation.certificateRequest,
      "Certificate request for the organisation's CA. Write the signed chain to break-glass-pki/intermediate/set-signed.",
    );
    output(
      "boundary_agent",
      vault.boundaryCertificates &&
        agentConfig({
          ...vault.boundaryCertificates,
          ...CONTROLLER,
          // Vault Agent takes a CA as a file only: docs/boundary-certificates.md says who writes it.
          caFile: vault.caCertificate === undefined ? undefined : "/etc/vault.d/vault-ca.pem",
          vaultAddress: vault.address,
        }),
      "Vault Agent's configuration on Boundary's controllers.",
    );
    output(
      "boundary_kms",
      vault.boundaryKeys && kmsBlocks(vault.address),
      "The kms blocks of the controllers' configuration.",
    );
  }
}

/** The paths of HashiCorp's packages. */
const CONTROLLER = {
  roleIdFile: "/etc/vault.d/boundary-role-id",
  secretIdFile: "/etc/vault.d/boundary-secret-id",
  destination: "/etc/boundary.d/tls.pem",
  reload: ["/bin/sh", "-c", "chown boundary /etc/boundary.d/tls.pem && systemctl kill --signal=HUP boundary"],
};
