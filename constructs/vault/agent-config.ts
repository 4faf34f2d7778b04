import { CONTROLLERS, PKI } from "../../model/names";
import { type BoundaryCertificate, certificateParameters } from "../../policies/certificate-request";

export interface AgentConfigProps extends BoundaryCertificate {
  /** Vault's https address. */
  readonly vaultAddress: string;
  /** File with the CA of Vault's listener. @default the CAs of the operating system */
  readonly caFile?: string;
  /** File with the role id of the AppRole. */
  readonly roleIdFile: string;
  /** File with the secret id of the AppRole. Vault Agent keeps it, so that it can log in again. */
  readonly secretIdFile: string;
  /** One file with certificate, chain and key: `tls_cert_file` and `tls_key_file` of Boundary's listeners. */
  readonly destination: string;
  /** Command that sends SIGHUP to Boundary, which then reads the file again. Open sessions stay. */
  readonly reload: readonly string[];
}

/**
 * Vault Agent's configuration on a Boundary controller. The agent logs in with its AppRole, keeps a certificate in
 * one file, and reloads Boundary when the certificate is new.
 *
 * @see https://developer.hashicorp.com/vault/docs/agent-and-proxy/agent/template
 * @example
 * ```ts
 * import { TerraformOutput } from "cdktf";
 * import { agentConfig } from "vault-boundary-break-glass/constructs/vault/agent-config";
 *
 * new TerraformOutput(stack, "boundary_agent", {
 *   value: agentConfig({
 *     names: ["boundary.example.com"],
 *     ttl: 86_400,
 *     vaultAddress: "https://vault.example.com:8200",
 *     roleIdFile: "/etc/vault.d/boundary-role-id",
 *     secretIdFile: "/etc/vault.d/boundary-secret-id",
 *     destination: "/etc/boundary.d/tls.pem",
 *     reload: ["systemctl", "kill", "--signal=HUP", "boundary"],
 *   }),
 * });
 * ```
 */
export function agentConfig(props: AgentConfigProps): string {
  const parameters = Object.entries(certificateParameters(props))
    .map(([key, values]) => JSON.stringify(`${key}=${values.join(",")}`))
    .join(" ");
  return `vault {
  address = ${JSON.stringify(props.vaultAddress)}
${props.caFile === undefined ? "" : `  ca_cert = ${JSON.stringify(props.caFile)}\n`}}

auto_auth {
  method "approle" {
    mount_path = "auth/${CONTROLLERS.mount}"
    config = {
      role_id_file_path                   = ${JSON.stringify(props.roleIdFile)}
      secret_id_file_path                 = ${JSON.stringify(props.secretIdFile)}
      remove_secret_id_file_after_reading = false
    }
  }
}

template {
  destination = ${JSON.stringify(props.destination)}
  perms       = "0600"
  contents    = <<EOT
{{ with pkiCert "${PKI.mount}/issue/${PKI.role}" ${parameters} }}{{ .Cert }}
{{ .CA }}
{{ .Key }}{{ end }}
EOT
  exec {
    command = ${JSON.stringify(props.reload)}
  }
}
`;
}
