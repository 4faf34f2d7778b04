import { Audit } from "@cdktf/provider-vault/lib/audit";
import { AuditRequestHeader } from "@cdktf/provider-vault/lib/audit-request-header";
import type { ITerraformDependable, TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { ConstructError } from "../../model/construct-error";

/** A file on every Vault node. Not a FIFO: one blocks Vault even beside a healthy device. */
export interface FileAuditDevice {
  readonly kind: "file";
  readonly name: string;
  readonly filePath: string;
}

/** A socket. It loses its first entry unseen when the peer goes away, so never the only device. */
export interface SocketAuditDevice {
  readonly kind: "socket";
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** @default "tcp" */
  readonly socketType?: "tcp" | "udp";
}

export interface SyslogAuditDevice {
  readonly kind: "syslog";
  readonly name: string;
  /** @default "AUTH" */
  readonly facility?: string;
  /** @default "vault" */
  readonly tag?: string;
}

export type AuditDevice = FileAuditDevice | SocketAuditDevice | SyslogAuditDevice;

export interface AuditTrailProps {
  /** In the order in which they are enabled. */
  readonly devices: readonly AuditDevice[];
  /**
   * Request headers that appear in clear in every entry.
   * @default X-Incident-Id and X-Correlation-Id, by which a use is found again
   */
  readonly headers?: readonly string[];
  /** Vault outside of a namespace, where audit devices are. @default the stack's provider */
  readonly provider?: TerraformProvider;
}

const INCIDENT_HEADERS = ["X-Incident-Id", "X-Correlation-Id"];

/**
 * Vault's audit devices and audited headers. Secrets stay hashed (`log_raw` is never set).
 *
 * The devices are enabled one after another and everything else of a stack depends on `ready`:
 * requests in flight while a device is being enabled fail.
 *
 * @throws ConstructError on fewer than two devices (Vault answers nothing when its only device fails)
 * and on two devices of one name.
 * @see https://developer.hashicorp.com/vault/docs/audit
 */
export class AuditTrail extends Construct {
  /** What everything else depends on. */
  readonly ready: ITerraformDependable[];

  constructor(scope: Construct, id: string, props: AuditTrailProps) {
    super(scope, id);
    const names = props.devices.map((device) => device.name);
    if (names.length < 2 || new Set(names).size < names.length) {
      const remedy = "Add a device of another kind or failure domain.";
      throw new ConstructError("AuditTrail", "devices", names, "at least two, with different names", remedy);
    }
    let previous: ITerraformDependable[] | undefined;
    for (const device of props.devices) {
      const resource = new Audit(this, device.name, {
        type: device.kind,
        path: device.name,
        options: optionsOf(device),
        dependsOn: previous,
        provider: props.provider,
      });
      previous = [resource];
    }
    this.ready = (props.headers ?? INCIDENT_HEADERS).map(
      (header) =>
        new AuditRequestHeader(this, header, {
          name: header,
          hmac: false,
          dependsOn: previous,
          provider: props.provider,
        }),
    );
  }
}

function optionsOf(device: AuditDevice): Record<string, string> {
  switch (device.kind) {
    case "file":
      return { file_path: device.filePath };
    case "socket":
      return { address: `${device.host}:${device.port}`, socket_type: device.socketType ?? "tcp" };
    case "syslog":
      return { facility: device.facility ?? "AUTH", tag: device.tag ?? "vault" };
  }
}
