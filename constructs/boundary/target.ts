import { AliasTarget } from "@cdktf/provider-boundary/lib/alias-target";
import { Target } from "@cdktf/provider-boundary/lib/target";
import { Construct } from "constructs";

export interface TcpTargetProps {
  readonly projectId: string;
  readonly name: string;
  readonly description: string;
  readonly address: string;
  readonly port: number;
  /** Port on the responder's machine. @default one that is free */
  readonly clientPort?: number;
  /** Seconds. */
  readonly sessionMax: number;
  readonly connections: number;
  /** Credentials that Boundary hands to the responder. @default none */
  readonly credentialLibraryIds?: readonly string[];
  /** Filter on the workers through which sessions leave. @default any worker */
  readonly workerFilter?: string;
  /** Name by which responders connect, in the global scope. @default none */
  readonly alias?: string;
}

/**
 * A TCP target of one profile, by address. Brokered credentials belong to the target, so each profile
 * has a target of its own for the same server.
 */
export class TcpTarget extends Construct {
  readonly targetId: string;

  constructor(scope: Construct, id: string, props: TcpTargetProps) {
    super(scope, id);
    const libraries = props.credentialLibraryIds ?? [];
    const target = new Target(this, "Default", {
      scopeId: props.projectId,
      type: "tcp",
      name: props.name,
      description: props.description,
      address: props.address,
      defaultPort: props.port,
      defaultClientPort: props.clientPort,
      sessionMaxSeconds: props.sessionMax,
      sessionConnectionLimit: props.connections,
      brokeredCredentialSourceIds: libraries.length === 0 ? undefined : [...libraries],
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
