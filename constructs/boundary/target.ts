import { AliasTarget } from "@cdktf/provider-boundary/lib/alias-target";
import { Target } from "@cdktf/provider-boundary/lib/target";
import { Construct } from "constructs";

export interface SessionTargetProps {
  /** Id of the project. */
  readonly projectId: string;
  /** Name of the target. */
  readonly name: string;
  /** Description of the target. */
  readonly description: string;
  /** Host name or IP address where workers reach it. @default none: `hostSetIds` */
  readonly address?: string;
  /** Ids of the host sets that hold its addresses. @default none: `address` */
  readonly hostSetIds?: readonly string[];
  /** Port where workers reach it. */
  readonly port: number;
  /** Port on the responder's machine. @default any free port */
  readonly clientPort?: number;
  /** Longest session in seconds. */
  readonly sessionMax: number;
  /** Connections per session; -1 for any number. */
  readonly connections: number;
  /** Ids of the libraries whose credentials Boundary hands to the responder, or injects. @default none */
  readonly credentialLibraryIds?: readonly string[];
  /** Whether the worker itself logs in by SSH (Boundary Enterprise or HCP). @default false */
  readonly injected?: boolean;
  /** Filter on the workers through which sessions leave. @default any worker */
  readonly workerFilter?: string;
  /** Name by which responders connect. It is unique in all of Boundary. @default none */
  readonly alias?: string;
}

/**
 * A target of one profile, by address. Brokered credentials belong to the target, so each profile
 * has a target of its own for the same server.
 *
 * @example
 * ```ts
 * import { SessionTarget } from "vault-boundary-break-glass/constructs/boundary/target";
 *
 * new SessionTarget(stack, "target", {
 *   projectId: "p_1234567890",
 *   name: "senior-dba_orders-db",
 *   description: "Orders of the shop.",
 *   address: "orders-db.example.com",
 *   port: 5432,
 *   sessionMax: 3600,
 *   connections: 5,
 *   credentialLibraryIds: ["clvlt_1234567890"],
 * });
 * ```
 */
export class SessionTarget extends Construct {
  /** Id of the target, for the grants of a role. */
  readonly targetId: string;

  constructor(scope: Construct, id: string, props: SessionTargetProps) {
    super(scope, id);
    const libraries = props.credentialLibraryIds ?? [];
    const sources = libraries.length === 0 ? undefined : [...libraries];
    const target = new Target(this, "Default", {
      scopeId: props.projectId,
      type: props.injected === true ? "ssh" : "tcp",
      name: props.name,
      description: props.description,
      address: props.address,
      hostSourceIds: props.hostSetIds === undefined ? undefined : [...props.hostSetIds],
      defaultPort: props.port,
      defaultClientPort: props.clientPort,
      sessionMaxSeconds: props.sessionMax,
      sessionConnectionLimit: props.connections,
      ...(props.injected === true
        ? { injectedApplicationCredentialSourceIds: sources }
        : { brokeredCredentialSourceIds: sources }),
      egressWorkerFilter: props.workerFilter,
    });
    if (props.alias !== undefined) {
      new AliasTarget(this, "alias", {
        scopeId: "global",
        name: props.alias,
        value: props.alias,
        destinationId: target.id,
      });
    }
    this.targetId = target.id;
  }
}
