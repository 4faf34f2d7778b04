import { CONTROLLERS, PKI } from "../../model/names";
import { type BoundaryCertificate, certificateParameters } from "../../policies/certificate-request";

export interface AgentConfigProps extends BoundaryCertificate {
  readonly vaultAddress: string;
  /** File with the CA of Vault's listener. @default the CAs of the operating system */
  readonly caFile?: string;
  readonly roleIdFile: string;
  readonly secretIdFile: string;
  /** One file with certificate, chain and key: `tls_cert_file` and `tls_key_file` of Boundary's listeners. */
  readonly destination: string;
  /** What makes Boundary read it again: SIGHUP; open sessions stay. */
  readonly reload: readonly string[];
}

/**
 * Vault Agent's configuration on a Boundary controller: logs in with its AppRole, keeps a certificate in one
 * file, and reloads Boundary when it is new.
 *
 * @see https://developer.hashicorp.com/vault/docs/agent-and-proxy/agent/template
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
