import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { type Document, parseDocument } from "yaml";
import { parseEnvironment } from "../config/parse";
import { ConfigurationError } from "../config/problems";
import type { Environment } from "../config/schema";
import { MOUNTS, PIPELINE } from "../model/names";
import { run } from "../operations/clients/run";
import { which } from "../operations/clients/which";
import type { DrillCast } from "../operations/drill/cast";
import type { DrillPlace } from "../operations/drill/place";
import { VaultAgent } from "./agent";
import { BoundaryServer } from "./boundary-server";
import { makeCertificates } from "./certificates";
import { takeDown } from "./down";
import type { LabFolder } from "./folder";
import { Ports } from "./ports";
import { PostgresServer } from "./postgres-server";
import { Processes } from "./processes";
import type { Programs } from "./programs";
import type { VaultWrite } from "./targets/lab-target";
import { kindsOf, LabTargets, type LabTargetsState } from "./targets/lab-targets";
import { Terraform } from "./terraform";
import { VaultServer } from "./vault-server";

/** What a running lab is: kept in `lab.json`, so that another run finds it. Passwords, so mode 0600. */
interface LabState extends LabTargetsState {
  readonly ports: Readonly<Record<PortName, number>>;
  /** Superuser of both PostgreSQL servers, and Vault's first password on the target. */
  readonly databasePassword: string;
  readonly vaultAdminPassword: string;
  /** Of the pipeline's account in Boundary. */
  readonly pipelinePassword: string;
  /** Staff passwords, by person. */
  readonly staffPasswords: Readonly<Record<string, string>>;
  readonly boundaryAuthMethodId?: string;
}

const USUAL_PORTS = {
  vault: 8200,
  vaultCluster: 8201,
  boundaryApi: 9200,
  boundaryCluster: 9201,
  boundaryProxy: 9202,
  boundaryOps: 9203,
  boundaryDatabase: 5433,
  target: 5432,
} as const;
type PortName = keyof typeof USUAL_PORTS;

/** Who drills what in `environments/lab.yaml`. */
export const LAB_CAST = {
  responder: "maya-chen",
  approver: "amina-diallo",
  operator: "tomas-novak",
  profile: "senior-dba",
  target: "orders-db",
};

/** Told each step as it begins. */
export type Progress = (step: string) => void;

/** Real servers on this machine with the `lab` environment deployed on them. */
export class Lab {
  readonly processes: Processes;
  private servers: ReturnType<Lab["serversOf"]> | undefined;

  constructor(
    private readonly project: string,
    readonly folder: LabFolder,
    readonly programs: Programs,
    /** Changes of a test to the lab's environment. */
    private readonly change: (document: Document) => void = () => undefined,
  ) {
    this.processes = new Processes(folder);
  }

  get state(): LabState {
    return JSON.parse(this.folder.read("lab.json"));
  }

  get ca(): string {
    return this.folder.read("ca.pem");
  }

  /** The lab's own copy of `environments/lab.yaml`, with its servers' addresses. */
  get environment(): Environment {
    const file = this.folder.at("environments", "lab.yaml");
    const parsed = parseEnvironment(file, this.folder.read(join("environments", "lab.yaml")));
    if ("problems" in parsed) throw new ConfigurationError(parsed.problems);
    return parsed.environment;
  }

  get vault(): VaultServer {
    return this.running.vault;
  }

  get boundary(): BoundaryServer {
    return this.running.boundary;
  }

  /** Targets of the sample that this machine has no server for, and why. */
  get absent(): Readonly<Record<string, string>> {
    return this.state.absent;
  }

  get targets(): LabTargets {
    return this.running.targets;
  }

  get target(): PostgresServer {
    return this.running.target;
  }

  private get running() {
    this.servers ??= this.serversOf(this.state);
    return this.servers;
  }

  private serversOf({ ports, databasePassword }: LabState) {
    const postgres = (name: string, port: number) =>
      new PostgresServer(this.folder, this.programs, this.processes, name, port, databasePassword);
    const boundaryDatabase = postgres("boundary-database", ports.boundaryDatabase);
    const boundaryPorts = {
      api: ports.boundaryApi,
      cluster: ports.boundaryCluster,
      proxy: ports.boundaryProxy,
      ops: ports.boundaryOps,
    };
    const { environment } = this;
    const timeToLive = environment.boundary.authTokenTimeToLive;
    const kinds = Object.entries(environment.targets).map(([id, { kind }]) => [id, kind] as const);
    const certificate = environment.vault.boundaryCertificates;
    return {
      targets: new LabTargets(this.project, this.folder, this.processes, Object.fromEntries(kinds), this.state),
      agent:
        certificate === undefined
          ? undefined
          : new VaultAgent(this.folder, this.programs, this.processes, environment.vault.address, certificate),
      vault: new VaultServer(this.folder, this.programs, this.processes, ports.vault, ports.vaultCluster, this.ca),
      boundaryDatabase,
      target: postgres("target", ports.target),
      boundary: new BoundaryServer(
        this.folder,
        this.programs,
        this.processes,
        boundaryDatabase,
        boundaryPorts,
        timeToLive,
        this.ca,
      ),
    };
  }

  /** Starts every server that does not run; makes what they need the first time. */
  async up(progress: Progress): Promise<void> {
    if (this.folder.has("lab.json")) return this.startAll(progress);
    progress("preparing certificates and configuration");
    const ports = await Ports.claim();
    try {
      await this.prepare(ports);
      await this.startAll(progress);
    } finally {
      ports.release();
    }
  }

  private async startAll(progress: Progress): Promise<void> {
    const { vault, target, boundary, boundaryDatabase, targets, agent } = this.running;
    const startVault = async () => {
      await vault.start();
      await vault.unseal();
    };
    await this.start(progress, {
      vault: startVault,
      target: () => target.start(),
      "boundary-database": () => boundaryDatabase.start(),
    });
    await this.prepareTarget();
    const missing = targets.missing();
    if (missing.length > 0) progress(`starting ${missing.join(", ")}`);
    await Promise.all([targets.start(), this.start(progress, { boundary: () => boundary.start() })]);
    agent?.start();
  }

  /** Starts those that do not run, at the same time. */
  private async start(progress: Progress, servers: Readonly<Record<string, () => Promise<void>>>): Promise<void> {
    const running = new Set(this.processes.running().map(({ name }) => name));
    const missing = Object.entries(servers).filter(([name]) => !running.has(name));
    if (missing.length === 0) return;
    progress(`starting ${missing.map(([name]) => name).join(", ")}`);
    await Promise.all(missing.map(([, start]) => start()));
  }

  private async prepare(free: Ports): Promise<void> {
    this.folder.create();
    const { ca, server } = await makeCertificates(new Date());
    this.folder.write("ca.pem", ca.certificate);
    this.folder.write("ca.key", ca.key);
    this.folder.write("server.pem", server.certificate);
    this.folder.write("server.key", server.key);
    const ports: Partial<Record<PortName, number>> = {};
    for (const name of Object.keys(USUAL_PORTS) as PortName[]) ports[name] = await free.pick(USUAL_PORTS[name]);
    const document = parseDocument(readFileSync(join(this.project, "environments", "lab.yaml"), "utf8"));
    this.change(document);
    const people = Object.keys(document.toJS().people);
    const state: LabState = {
      ports: ports as Record<PortName, number>,
      databasePassword: secret(),
      vaultAdminPassword: secret(),
      pipelinePassword: secret(),
      staffPasswords: Object.fromEntries(people.map((person) => [person, secret()])),
      targetSecret: secret(),
      ...(await LabTargets.prepare(document, free)),
    };
    const targets = new LabTargets(this.project, this.folder, this.processes, kindsOf(document), state);
    await targets.configure(document, state);
    this.writeEnvironment(document, state.ports, ca.certificate);
    this.folder.write("lab.json", JSON.stringify(state));
  }

  private writeEnvironment(document: Document, ports: Record<PortName, number>, ca: string): void {
    this.folder.folder("environments");
    document.setIn(["vault", "address"], `https://127.0.0.1:${ports.vault}`);
    document.setIn(["vault", "caCertificate"], ca);
    document.setIn(["vault", "audit", 0, "filePath"], this.folder.at("vault-audit.log"));
    document.setIn(["vault", "audit", 1, "filePath"], this.folder.at("vault-audit-second.log"));
    document.setIn(["boundary", "address"], `https://127.0.0.1:${ports.boundaryApi}`);
    document.setIn(["targets", "orders-db", "port"], ports.target);
    document.setIn(["targets", "orders-db", "caCertificate"], ca);
    document.setIn(["backend", "prefix"], `${this.folder.folder("terraform-state")}/`);
    this.folder.write(join("environments", "lab.yaml"), document.toString());
  }

  /** What a database team prepares: the roles of the emergency, and Vault's own with no more than it needs. */
  private async prepareTarget(): Promise<void> {
    const { target } = this.running;
    if ((await target.sql("postgres", "SELECT 1 FROM pg_database WHERE datname = 'orders'")) !== "") return;
    await target.sql("postgres", "CREATE DATABASE orders");
    await target.sql(
      "orders",
      `CREATE ROLE senior_dba NOLOGIN;
CREATE ROLE app_support NOLOGIN;
CREATE ROLE vault_admin LOGIN CREATEROLE PASSWORD '${this.state.vaultAdminPassword}';
GRANT pg_signal_backend TO vault_admin;
GRANT senior_dba, app_support TO vault_admin WITH ADMIN OPTION;
CREATE TABLE orders (id int PRIMARY KEY, state text NOT NULL);
INSERT INTO orders VALUES (1, 'open'), (2, 'stuck');
GRANT ALL ON orders TO senior_dba;
GRANT ALL ON SCHEMA public TO senior_dba;
GRANT SELECT ON orders TO app_support;`,
    );
  }

  /** Synthesizes and applies everything in production's order. Repeatable. */
  async deploy(progress: Progress): Promise<void> {
    progress("synthesizing");
    await this.synthesize();
    progress("applying foundation (as the holders of the keys)");
    await this.applyFoundation();
    this.running.agent?.start();
    if (this.state.boundaryAuthMethodId === undefined) {
      progress("making the pipeline's account (recovery KMS)");
      await this.bootstrapBoundary();
    }
    progress("applying break-glass (as the pipeline)");
    const breakGlass = await this.breakGlass();
    await breakGlass.apply();
    await this.running.targets.deployed({
      outputs: await breakGlass.outputs(),
      asKeyHolders: (act) => this.vault.asKeyHolders((token) => act(this.requestAs(token))),
      vaultAddress: this.environment.vault.address,
    });
  }

  private requestAs(token: string): VaultWrite {
    return (path, body, method = "POST") => this.vault.client.expect(path, { method, token, body });
  }

  async synthesize(): Promise<void> {
    await run(process.execPath, [join(this.project, "launch.js"), "main"], {
      cwd: this.folder.path, // so that `down` ends it when the lab was killed: it would write the folder anew
      env: {
        ENVIRONMENTS_DIR: this.folder.at("environments"),
        ENVIRONMENT: "lab",
        BOOTSTRAP: "1",
        CDKTF_OUTDIR: this.folder.folder("cdktf.out"),
      },
    });
  }

  private terraform(stack: string, env: NodeJS.ProcessEnv): Terraform {
    return new Terraform(this.programs.terraform, this.folder.at("cdktf.out", "stacks", stack), {
      VAULT_CACERT: this.folder.at("ca.pem"),
      BOUNDARY_CACERT: this.folder.at("ca.pem"),
      TF_CLI_CONFIG_FILE: process.env["TF_CLI_CONFIG_FILE"],
      ...env,
    });
  }

  private async applyFoundation(): Promise<void> {
    await this.vault.asKeyHolders(async (token) => {
      const foundation = this.foundation(token);
      await foundation.apply();
      const certificateRequest = (await foundation.outputs())["boundary_ca_request"];
      if (certificateRequest !== undefined)
        await this.running.agent?.introduce(this.requestAs(token), String(certificateRequest));
      for (const [person, password] of Object.entries(this.state.staffPasswords)) {
        const login = this.environment.people[person]?.staffLogin;
        await this.vault.client.expect(`auth/${MOUNTS.staff}/users/${login}`, {
          method: "POST",
          token,
          body: { password },
        });
      }
    });
  }

  /** The foundation's Terraform, for the holder of a root token. */
  foundation(token: string): Terraform {
    return this.terraform("lab-foundation", { VAULT_TOKEN: token });
  }

  private async bootstrapBoundary(): Promise<void> {
    const recovery = this.folder.write("recovery.hcl", this.boundary.recoveryKms());
    const terraform = this.terraform("lab-boundary-bootstrap", { TF_VAR_recovery_kms_hcl: recovery });
    await terraform.apply();
    const outputs = await terraform.outputs();
    const address = this.environment.boundary.address;
    const args = [
      "accounts",
      "set-password",
      "-id",
      String(outputs["boundary_account_id"]),
      "-password",
      "env://NEW_PASSWORD",
    ];
    await run(this.programs.boundary, [...args, "-recovery-config", recovery, "-addr", address, "-format", "json"], {
      cwd: this.folder.path,
      env: {
        BOUNDARY_CACERT: this.folder.at("ca.pem"),
        NEW_PASSWORD: this.state.pipelinePassword,
        BOUNDARY_SKIP_CACHE_DAEMON: "1",
      },
    });
    const state = { ...this.state, boundaryAuthMethodId: String(outputs["boundary_auth_method_id"]) };
    this.folder.write("lab.json", JSON.stringify(state));
  }

  /** A token of the pipeline, as the holders of the keys make it for one run. */
  pipelineToken(): Promise<string> {
    return this.vault.asKeyHolders(async (root) => {
      const answer = await this.vault.client.expect(`auth/token/create/${PIPELINE}`, {
        method: "POST",
        token: root,
        body: { policies: [PIPELINE] },
      });
      return String(answer.auth.client_token);
    });
  }

  /** The break-glass stack's Terraform, with a token and an account of the pipeline. */
  async breakGlass(): Promise<Terraform> {
    const token = await this.pipelineToken();
    const { targets } = this.running;
    return this.terraform("lab-break-glass", {
      VAULT_TOKEN: token,
      TF_VAR_boundary_auth_method_id: this.state.boundaryAuthMethodId,
      TF_VAR_boundary_password: this.state.pipelinePassword,
      TF_VAR_orders_db_admin_password: this.state.vaultAdminPassword,
      ...Object.fromEntries(Object.entries(targets.variables()).map(([name, value]) => [`TF_VAR_${name}`, value])),
      // The `vault` client writes what Terraform must not keep.
      PATH: `${dirname(this.programs.vault)}${delimiter}${process.env["PATH"] ?? ""}`,
      VAULT_CONFIG_PATH: "/dev/null",
    });
  }

  /** The cast of a drill of one target: the first profile of the responder that reaches it. */
  castOf(target: string): DrillCast {
    const { profiles } = this.environment;
    const reaching = Object.entries(profiles).find(
      ([, { responders, access }]) =>
        responders.includes(LAB_CAST.responder) && access.some((each) => each.target === target),
    );
    if (reaching === undefined) throw new Error(`${LAB_CAST.responder} reaches no ${target}`);
    return { ...LAB_CAST, profile: reaching[0], target };
  }

  /** Where drills of the lab take place. */
  async drillPlace(): Promise<DrillPlace> {
    const { environment, programs, vault, target } = this;
    const authMethodId = String((await (await this.breakGlass()).outputs())["boundary_login"]);
    return {
      environment,
      vault: vault.client,
      ca: this.ca,
      caFile: this.folder.at("ca.pem"),
      authMethodId,
      programs,
      client: (name) => which(name) ?? (name === "psql" ? programs.psql : undefined),
      left: async (id, user) => (await this.targets.get(id)?.left?.(user)) ?? target.left(user),
      beside: "127.0.0.2",
      audit: {
        vault: () => this.folder.read("vault-audit.log"),
        boundary: () => this.folder.read(join("boundary-events", "audit.log")),
      },
      enable: (entityId) => this.enable(entityId),
    };
  }

  /** What the database's own team does before Vault is connected anew: Vault took its password with it. */
  async resetTargetAdmin(): Promise<void> {
    await this.target.sql("orders", `ALTER ROLE vault_admin PASSWORD '${this.state.vaultAdminPassword}'`);
    await this.running.targets.reset();
  }

  /** Destroys every TOTP enrolment, so that people can enrol anew: a lab forgets them with its process. */
  async forgetEnrolments(): Promise<void> {
    await this.vault.asKeyHolders(async (token) => {
      const { client } = this.vault;
      const enforcement = await client.expect(`identity/mfa/login-enforcement/${MOUNTS.breakGlass}`, { token });
      const entities = await client.expect("identity/entity/id", { method: "LIST", token });
      for (const id of entities.data.keys) {
        const body = { method_id: enforcement.data.mfa_method_ids[0], entity_id: id };
        await client.request("identity/mfa/method/totp/admin-destroy", { method: "POST", token, body });
      }
    });
  }

  /** Destroys the TOTP enrolment of one entity, as an operator would; the person can enrol anew. */
  async forgetEnrolment(entity: string): Promise<void> {
    await this.vault.asKeyHolders(async (token) => {
      const { client } = this.vault;
      const enforcement = await client.expect(`identity/mfa/login-enforcement/${MOUNTS.breakGlass}`, { token });
      const { data } = await client.expect(`identity/entity/name/${entity}`, { token });
      const body = { method_id: enforcement.data.mfa_method_ids[0], entity_id: data.id };
      await client.expect("identity/mfa/method/totp/admin-destroy", { method: "POST", token, body });
    });
  }

  /** What a reviewed change does after an end: an operator cannot. */
  async enable(entityId: string): Promise<void> {
    const token = await this.pipelineToken();
    const body = { disabled: false };
    await this.vault.client.expect(`identity/entity/id/${entityId}`, { method: "POST", token, body });
  }

  /** Ends every process and removes every file of the lab. */
  down(progress: Progress): Promise<void> {
    return takeDown(this.folder, this.processes, progress);
  }
}

const secret = () => randomBytes(24).toString("base64url");
