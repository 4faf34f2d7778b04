import type { Environment } from "../config/schema";
import { VaultAgent } from "./agent";
import { BoundaryServer } from "./boundary-server";
import type { LabContext, Progress } from "./context";
import { PostgresServer } from "./postgres-server";
import type { LabState } from "./state";
import { LabTargets } from "./targets/lab-targets";
import { VaultServer } from "./vault-server";

/** The servers of a lab. */
export class LabServers {
  readonly vault: VaultServer;
  readonly boundary: BoundaryServer;
  readonly targets: LabTargets;
  /** Keeps the certificate of Boundary's listeners new; absent where the environment has none from Vault. */
  readonly agent: VaultAgent | undefined;
  private readonly boundaryDatabase: PostgresServer;

  constructor(
    private readonly lab: LabContext,
    environment: Environment,
    state: LabState,
    ca: string,
  ) {
    const { ports, databasePassword } = state;
    const { vault, boundary, targets } = environment;
    this.vault = new VaultServer(lab, ports.vault, ports.vaultCluster, ca);
    this.boundaryDatabase = new PostgresServer(lab, "boundary-database", ports.boundaryDatabase, databasePassword);
    const boundaryPorts = {
      api: ports.boundaryApi,
      cluster: ports.boundaryCluster,
      proxy: ports.boundaryProxy,
      ops: ports.boundaryOps,
    };
    const { authTokenTimeToLive } = boundary;
    this.boundary = new BoundaryServer(lab, this.boundaryDatabase, boundaryPorts, authTokenTimeToLive, ca);
    const kinds = Object.fromEntries(Object.entries(targets).map(([id, { kind }]) => [id, kind]));
    this.targets = new LabTargets(lab, kinds, state);
    const certificate = vault.boundaryCertificates;
    this.agent = certificate === undefined ? undefined : new VaultAgent(lab, vault.address, certificate);
  }

  /** Starts every server that does not run. */
  async start(progress: Progress): Promise<void> {
    await this.startMissing(progress, {
      vault: async () => {
        await this.vault.start();
        await this.vault.unseal();
      },
      "boundary-database": () => this.boundaryDatabase.start(),
    });
    const missing = this.targets.missing();
    if (missing.length > 0) progress(`starting ${missing.join(", ")}`);
    await Promise.all([this.targets.start(), this.startMissing(progress, { boundary: () => this.boundary.start() })]);
    this.agent?.start();
  }

  /** Starts those that do not run, at the same time. */
  private async startMissing(
    progress: Progress,
    servers: Readonly<Record<string, () => Promise<void>>>,
  ): Promise<void> {
    const running = new Set(this.lab.processes.running().map(({ name }) => name));
    const missing = Object.entries(servers).filter(([name]) => !running.has(name));
    if (missing.length === 0) return;
    progress(`starting ${missing.map(([name]) => name).join(", ")}`);
    await Promise.all(missing.map(([, start]) => start()));
  }
}
