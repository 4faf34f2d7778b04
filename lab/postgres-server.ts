import { existsSync } from "node:fs";
import { join } from "node:path";
import { run } from "../operations/clients/run";
import type { LabContext } from "./context";
import { until } from "./processes";

/** One PostgreSQL server of the lab: TLS, passwords only, 127.0.0.1 only. */
export class PostgresServer {
  constructor(
    private readonly lab: LabContext,
    private readonly name: string,
    private readonly port: number,
    private readonly password: string,
  ) {}

  async start(): Promise<void> {
    const data = this.lab.folder.at(this.name);
    if (!existsSync(join(data, "PG_VERSION"))) await this.initialize(data);
    const settings = {
      listen_addresses: "127.0.0.1",
      port: String(this.port),
      unix_socket_directories: "",
      ssl: "on",
      ssl_cert_file: this.lab.folder.at("server.pem"),
      ssl_key_file: this.lab.folder.at("server.key"),
      password_encryption: "scram-sha-256",
      fsync: "off", // the lab's data is worth nothing after it
      log_connections: "on",
    };
    const args = Object.entries(settings).flatMap(([key, value]) => ["-c", `${key}=${value}`]);
    this.lab.processes.start(this.name, this.lab.programs.postgres, ["-D", data, ...args], {
      signal: "SIGINT",
      unprivileged: true,
    });
    const log = () => this.lab.folder.read(`${this.name}.log`);
    await until(`the start of ${this.name}`, 30, async () => (await this.sql("postgres", "SELECT 1")) === "1", log);
  }

  private async initialize(data: string): Promise<void> {
    const passwordFile = this.lab.folder.write(`${this.name}.password`, this.password);
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
    await run(this.lab.programs.initdb, args, {
      ...this.lab.folder.owner,
      cwd: this.lab.folder.path,
      env: { HOME: this.lab.folder.path },
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
    return (await run(this.lab.programs.psql, args, { env, input: sql })).stdout.trim();
  }

  /** For a program that takes a URL; with the password, so for environment variables and 0600 files only. */
  url(database: string): string {
    return `postgresql://postgres:${this.password}@127.0.0.1:${this.port}/${database}?sslmode=require`;
  }
}
