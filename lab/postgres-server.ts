import { existsSync } from "node:fs";
import { join } from "node:path";
import { run } from "../operations/clients/run";
import type { LabFolder } from "./folder";
import { type Processes, until } from "./processes";
import type { Programs } from "./programs";

/** One PostgreSQL server of the lab: TLS, passwords only, 127.0.0.1 only. */
export class PostgresServer {
  constructor(
    private readonly folder: LabFolder,
    private readonly programs: Programs,
    private readonly processes: Processes,
    readonly name: string,
    readonly port: number,
    private readonly password: string,
  ) {}

  async start(): Promise<void> {
    const data = this.folder.at(this.name);
    if (!existsSync(join(data, "PG_VERSION"))) await this.initialize(data);
    const settings = {
      listen_addresses: "127.0.0.1",
      port: String(this.port),
      unix_socket_directories: "",
      ssl: "on",
      ssl_cert_file: this.folder.at("server.pem"),
      ssl_key_file: this.folder.at("server.key"),
      password_encryption: "scram-sha-256",
      fsync: "off", // the lab's data is worth nothing after it
      log_connections: "on",
    };
    const args = Object.entries(settings).flatMap(([key, value]) => ["-c", `${key}=${value}`]);
    this.processes.start(this.name, this.programs.postgres, ["-D", data, ...args], {
      signal: "SIGINT",
      unprivileged: true,
    });
    const log = () => this.folder.read(`${this.name}.log`);
    await until(`the start of ${this.name}`, 30, async () => (await this.sql("postgres", "SELECT 1")) === "1", log);
  }

  private async initialize(data: string): Promise<void> {
    const passwordFile = this.folder.write(`${this.name}.password`, this.password);
    const args = [
      "-D",
      data,
      "--username=postgres",
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--no-sync",
      "-E",
      "UTF8",
      "--locale=C",
    ];
    await run(this.programs.initdb, args, {
      ...this.folder.owner,
      cwd: this.folder.path,
      env: { HOME: this.folder.path },
    });
  }

  /** Runs SQL as the superuser and returns the rows, tab between columns. */
  async sql(database: string, sql: string): Promise<string> {
    const env = {
      PGPASSWORD: this.password,
      PGHOST: "127.0.0.1",
      PGPORT: String(this.port),
      PGUSER: "postgres",
      PGDATABASE: database,
      PGSSLMODE: "require",
      PGCONNECT_TIMEOUT: "5",
    };
    const args = [
      "--no-psqlrc",
      "--quiet",
      "--tuples-only",
      "--no-align",
      "--field-separator=\t",
      "--set=ON_ERROR_STOP=1",
    ];
    return (await run(this.programs.psql, args, { env, input: sql })).stdout.trim();
  }

  /** What is still there of a user: its role and its connections; empty when nothing. */
  left(user: string): Promise<string> {
    return this.sql(
      "postgres",
      `SELECT rolname FROM pg_roles WHERE rolname = '${user}' UNION ALL SELECT pid::text FROM pg_stat_activity WHERE usename = '${user}'`,
    );
  }

  /** For a program that takes a URL; with the password, so for environment variables and 0600 files only. */
  url(database: string): string {
    return `postgresql://postgres:${this.password}@127.0.0.1:${this.port}/${database}?sslmode=require`;
  }
}
