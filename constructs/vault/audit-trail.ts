import { Audit } from "@cdktf/provider-vault/lib/audit";
import { AuditRequestHeader } from "@cdktf/provider-vault/lib/audit-request-header";
import type { ITerraformDependable, TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { ConstructError } from "../../model/construct-error";

/** A file on every Vault node. Not a FIFO: one blocks Vault even beside a healthy device. */
export interface FileAuditDevice {
  /** Tells the devices apart. */
  readonly kind: "file";
  /** Path of the device in Vault. */
  readonly name: string;
  /** File on each Vault node. */
  readonly filePath: string;
}

/** A socket. It loses its first entry unseen when the peer goes away, so never the only device. */
export interface SocketAuditDevice {
  /** Tells the devices apart. */
  readonly kind: "socket";
  /** Path of the device in Vault. */
  readonly name: string;
  /** Host that listens. */
  readonly host: string;
  /** Port that listens. */
  readonly port: number;
  /** Protocol. @default "tcp" */
  readonly socketType?: "tcp" | "udp";
}

/** The syslog of each Vault node. */
export interface SyslogAuditDevice {
  /** Tells the devices apart. */
  readonly kind: "syslog";
  /** Path of the device in Vault. */
  readonly name: string;
  /** Facility of the entries. @default "AUTH" */
  readonly facility?: string;
  /** Tag of the entries. @default "vault" */
  readonly tag?: string;
}

/** One place that Vault writes its audit trail to. */
export type AuditDevice = FileAuditDevice | SocketAuditDevice | SyslogAuditDevice;

export interface AuditTrailProps {
  /** At least two, in the order in which they are enabled. */
  readonly devices: readonly AuditDevice[];
  /**
   * Request headers that appear in clear in each entry. They carry the number by which a use is found again.
   * @default X-Incident-Id and X-Correlation-Id
   */
  readonly headers?: readonly string[];
  /** Vault outside of a namespace, where audit devices are. @default the stack's provider */
  readonly provider?: TerraformProvider;
}

const INCIDENT_HEADERS = ["X-Incident-Id", "X-Correlation-Id"];

/**
 * Vault's audit devices and audited headers. Secrets stay hashed (`log_raw` is never set).
 *
 * The devices are enabled one after another, and all else in a stack depends on `ready`. Requests in flight while a
 * device is being enabled fail.
 *
 * @throws ConstructError on fewer than two devices, and on two devices with one name. Vault answers nothing when its
 * only device fails.
 * @see https://developer.hashicorp.com/vault/docs/audit
 * @example
 * ```ts
 * import { AuditTrail } from "vault-boundary-break-glass/constructs/vault/audit-trail";
 *
 * new AuditTrail(stack, "audit", {
 *   devices: [
 *     { kind: "file", name: "file", filePath: "/var/log/vault/audit.log" },
 *     { kind: "socket", name: "siem", host: "siem.example.com", port: 6514 },
 *   ],
 * });
 * ```
 */
export class AuditTrail extends Construct {
  /** Audited headers, the last resources of the trail. All other resources of the stack depend on them. */
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
