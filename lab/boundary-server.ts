import { randomBytes } from "node:crypto";
import { HttpsClient } from "../operations/clients/https";
import { run } from "../operations/clients/run";
import type { LabContext } from "./context";
import type { PostgresServer } from "./postgres-server";
import { until } from "./processes";

export interface BoundaryPorts {
  readonly api: number;
  readonly cluster: number;
  readonly proxy: number;
  readonly ops: number;
}

/** Certificate, chain and key of the listeners in one file, which is read again at SIGHUP. */
const CERTIFICATE = "boundary.pem";

/**
 * Idle connections to its database. By default it keeps two, and its jobs open a dozen at once each minute. Everything
 * else on the machine then takes a second longer.
 */
const IDLE_CONNECTIONS = 20;

/** The lab's Boundary: one controller and one worker in a process, TLS, audit events in a file. */
export class BoundaryServer {
  private readonly https: HttpsClient;

  constructor(
    private readonly lab: LabContext,
    private readonly database: PostgresServer,
    private readonly ports: BoundaryPorts,
    private readonly authTokenTimeToLive: number,
    ca: string,
  ) {
    this.https = new HttpsClient(`https://127.0.0.1:${ports.api}`, ca);
  }

  /** Starts it; the first time, makes its keys and its database, without any of Boundary's initial objects. */
  async start(): Promise<void> {
    if (!this.lab.folder.has("boundary-keys.json")) {
      const keys = ["root", "worker-auth", "recovery"].map((purpose) => [purpose, randomBytes(32).toString("base64")]);
      this.lab.folder.write("boundary-keys.json", JSON.stringify(Object.fromEntries(keys)));
    }
    const config = this.lab.folder.write("boundary.hcl", this.configuration());
    // Until Vault Agent replaces it.
    if (!this.lab.folder.has(CERTIFICATE))
      this.lab.folder.write(CERTIFICATE, `${this.lab.folder.read("server.pem")}${this.lab.folder.read("server.key")}`);
    this.lab.folder.folder("boundary-events");
    if ((await this.database.sql("postgres", "SELECT 1 FROM pg_database WHERE datname = 'boundary'")) === "") {
      await this.database.sql("postgres", "CREATE DATABASE boundary");
      const skip = [
        "auth-method",
        "host-resources",
        "initial-authenticated-user-role",
        "initial-login-role",
        "scopes",
        "target",
      ];
      const args = [
        "database",
        "init",
        `-config=${config}`,
        "-format=json",
        ...skip.map((what) => `-skip-${what}-creation`),
      ];
      await run(this.lab.programs.boundary, args, { cwd: this.lab.folder.path, env: this.environment() });
    }
    const before = await this.database.sql("boundary", "SELECT clock_timestamp()");
    // Boundary ends in 13 to 18 s on SIGTERM; the lab's sessions are worth no such wait.
    const { pid } = this.lab.processes.start(
      "boundary",
      this.lab.programs.boundary,
      ["server", `-config=${config}`, "-skip-plugins"],
      { env: this.environment(), signal: "SIGTERM" },
    );
    this.lab.folder.write("boundary.pid", String(pid));
    const healthy = async () => (await this.https.request("/v1/scopes")).status > 0;
    await until("the start of Boundary", 30, healthy, () => this.lab.folder.read("boundary.log"));
    await this.workerReported(before);
  }

  /**
   * Waits until the worker has reported to the controller. Before that Boundary opens no session. It trusts an older
   * report for 15 s at most.
   *
   * @param since a moment by the clock of Boundary's database
   */
  async workerReported(since: string): Promise<void> {
    const reports = `SELECT count(*) FROM server_worker WHERE last_status_time > '${since}'`;
    const reported = async () => (await this.database.sql("boundary", reports)) !== "0";
    await until("a report of Boundary's worker", 90, reported, () => this.lab.folder.read("boundary.log"));
  }

  /** GOMAXPROCS=1: with more, on one machine, one first handshake in ten is lost (see `SessionClient.through`). */
  private environment(): NodeJS.ProcessEnv {
    return { GOMAXPROCS: "1", BOUNDARY_POSTGRES_URL: this.database.url("boundary"), HOME: this.lab.folder.path };
  }

  /** The recovery KMS, for the bootstrap alone. */
  recoveryKms(): string {
    return this.kms("recovery");
  }

  private kms(purpose: string): string {
    const keys: Record<string, string> = JSON.parse(this.lab.folder.read("boundary-keys.json"));
    return `kms "aead" {\n  purpose = "${purpose}"\n  aead_type = "aes-gcm"\n  key = "${keys[purpose]}"\n  key_id = "lab_${purpose}"\n}\n`;
  }

  private configuration(): string {
    const tls = `tls_cert_file = "${this.lab.folder.at(CERTIFICATE)}"\n  tls_key_file = "${this.lab.folder.at(CERTIFICATE)}"`;
    return `disable_mlock = true
controller {
  name = "lab-controller"
  database {
    url = "env://BOUNDARY_POSTGRES_URL"
    max_idle_connections = ${IDLE_CONNECTIONS}
  }
  auth_token_time_to_live = "${this.authTokenTimeToLive}s"
  auth_token_time_to_stale = "${this.authTokenTimeToLive}s"
}
worker {
  name = "lab-worker"
  initial_upstreams = ["127.0.0.1:${this.ports.cluster}"]
  public_addr = "127.0.0.1:${this.ports.proxy}"
}
listener "tcp" {
  purpose = "api"
  address = "127.0.0.1:${this.ports.api}"
  ${tls}
}
listener "tcp" {
  purpose = "cluster"
  address = "127.0.0.1:${this.ports.cluster}"
}
listener "tcp" {
  purpose = "proxy"
  address = "127.0.0.1:${this.ports.proxy}"
}
listener "tcp" {
  purpose = "ops"
  address = "127.0.0.1:${this.ports.ops}"
  tls_disable = true
}
events {
  audit_enabled = true
  observations_enabled = false
  sysevents_enabled = true
  sink "stderr" {
    name = "system"
    event_types = ["error", "system"]
    format = "cloudevents-text"
  }
  sink {
    name = "audit"
    event_types = ["audit"]
    format = "cloudevents-json"
    file {
      path = "${this.lab.folder.at("boundary-events")}"
      file_name = "audit.log"
    }
    audit_config {
      audit_filter_overrides {
        sensitive = "redact"
        secret = "redact"
      }
    }
  }
}
${this.kms("root")}${this.kms("worker-auth")}${this.kms("recovery")}`;
  }
}
