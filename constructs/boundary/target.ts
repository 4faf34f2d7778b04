import { AliasTarget } from "@cdktf/provider-boundary/lib/alias-target";
import { Target } from "@cdktf/provider-boundary/lib/target";
import { Construct } from "constructs";

export interface SessionTargetProps {
  readonly projectId: string;
  readonly name: string;
  readonly description: string;
  /** Where workers reach it; absent where host sets say so. */
  readonly address?: string;
  /** Host sets of its addresses. @default none: `address` */
  readonly hostSetIds?: readonly string[];
  readonly port: number;
  /** Port on the responder's machine. @default one that is free */
  readonly clientPort?: number;
  /** Seconds. */
  readonly sessionMax: number;
  readonly connections: number;
  /** Credentials that Boundary hands to the responder, or injects. @default none */
  readonly credentialLibraryIds?: readonly string[];
  /** Whether the worker logs in by SSH itself (Boundary Enterprise or HCP). @default false */
  readonly injected?: boolean;
  /** Filter on the workers through which sessions leave. @default any worker */
  readonly workerFilter?: string;
  /** Name by which responders connect, in the global scope. @default none */
  readonly alias?: string;
}

/**
 * A target of one profile, by address. Brokered credentials belong to the target, so each profile
 * has a target of its own for the same server.
 */
export class SessionTarget extends Construct {
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
