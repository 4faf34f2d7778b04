import type { Document } from "yaml";
import type { Environment } from "../config/schema";
import { Ceremonies } from "./ceremonies";
import type { LabContext, Progress } from "./context";
import { Deployment } from "./deployment";
import { takeDown } from "./down";
import { readEnvironment } from "./environment";
import type { LabFolder } from "./folder";
import { Ports } from "./ports";
import { prepareLab } from "./prepare";
import { Processes } from "./processes";
import type { Programs } from "./programs";
import { LabServers } from "./servers";
import { hasState, type LabState, readState } from "./state";

/** Parts that a lab has from its preparation on. */
interface Parts {
  readonly servers: LabServers;
  readonly ceremonies: Ceremonies;
  readonly deployment: Deployment;
}

/** Real servers on this machine with the `lab` environment deployed on them. */
export class Lab implements LabContext {
  readonly processes: Processes;
  private known: Parts | undefined;

  constructor(
    readonly project: string,
    readonly folder: LabFolder,
    readonly programs: Programs,
    /** Changes of a test to the lab's environment. */
    private readonly change: (document: Document) => void = () => undefined,
  ) {
    this.processes = new Processes(folder);
  }

  get state(): LabState {
    return readState(this.folder);
  }

  /** PEM of the CA of every server. */
  get ca(): string {
    return this.folder.read("ca.pem");
  }

  /** The lab's own copy of `environments/lab.yaml`, with its servers' addresses. */
  get environment(): Environment {
    return readEnvironment(this.folder);
  }

  /** Targets of the sample that this machine has no server for, and why. */
  get absent(): Readonly<Record<string, string>> {
    return this.state.absent;
  }

  get servers(): LabServers {
    return this.parts.servers;
  }

  get deployment(): Deployment {
    return this.parts.deployment;
  }

  get ceremonies(): Ceremonies {
    return this.parts.ceremonies;
  }

  private get parts(): Parts {
    if (this.known !== undefined) return this.known;
    const { environment } = this;
    const servers = new LabServers(this, environment, this.state, this.ca);
    const ceremonies = new Ceremonies(servers.vault);
    this.known = { servers, ceremonies, deployment: new Deployment(this, environment, servers, ceremonies) };
    return this.known;
  }

  /** Starts every server that does not run; makes what they need the first time. */
  async up(progress: Progress): Promise<void> {
    if (hasState(this.folder)) return this.servers.start(progress);
    progress("preparing certificates and configuration");
    const ports = await Ports.claim();
    try {
      await prepareLab(this, ports, this.change);
      await this.servers.start(progress);
    } finally {
      ports.release();
    }
  }

  /** Synthesizes and applies everything in production's order. Repeatable. */
  deploy(progress: Progress): Promise<void> {
    return this.deployment.deploy(progress);
  }

  /** Ends every process and removes every file of the lab. */
  down(progress: Progress): Promise<void> {
    return takeDown(this.folder, this.processes, progress);
  }
}
