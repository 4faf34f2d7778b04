import type { Document } from "yaml";
import { PostgresServer } from "../postgres-server";
import type { LabTarget, LabTargetContext, LabTargetKind } from "./lab-target";

const DATABASE = "orders";

/** PostgreSQL with the orders of a shop. */
export class PostgresTarget implements LabTarget {
  readonly processes: readonly string[];
  private readonly server: PostgresServer;

  constructor(private readonly lab: LabTargetContext) {
    this.processes = [lab.id];
    this.server = new PostgresServer(lab, lab.id, lab.port(), lab.secret("superuser"));
  }

  async start(running: ReadonlySet<string>): Promise<void> {
    if (running.has(this.lab.id)) return;
    await this.server.start();
    await this.prepare();
  }

  /** What a database team prepares: the roles of the emergency, and Vault's own with no more than it needs. */
  private async prepare(): Promise<void> {
    const known = await this.server.sql("postgres", `SELECT 1 FROM pg_database WHERE datname = '${DATABASE}'`);
    if (known !== "") return;
    await this.server.sql("postgres", `CREATE DATABASE ${DATABASE}`);
    await this.sql(`CREATE ROLE senior_dba NOLOGIN;
CREATE ROLE app_support NOLOGIN;
CREATE ROLE vault_admin LOGIN CREATEROLE PASSWORD '${this.lab.secret("vault-admin")}';
GRANT pg_signal_backend TO vault_admin;
GRANT senior_dba, app_support TO vault_admin WITH ADMIN OPTION;
CREATE TABLE orders (id int PRIMARY KEY, state text NOT NULL);
INSERT INTO orders VALUES (1, 'open'), (2, 'stuck');
GRANT ALL ON orders TO senior_dba;
GRANT ALL ON SCHEMA public TO senior_dba;
GRANT SELECT ON orders TO app_support;`);
  }

  async configure(document: Document): Promise<void> {
    document.setIn(["targets", this.lab.id, "caCertificate"], this.lab.folder.read("ca.pem"));
  }

  variables() {
    return { [`${this.lab.id.replaceAll("-", "_")}_admin_password`]: this.lab.secret("vault-admin") };
  }

  left(user: string): Promise<string> {
    return this.sql(
      `SELECT rolname FROM pg_roles WHERE rolname = '${user}' UNION ALL SELECT pid::text FROM pg_stat_activity WHERE usename = '${user}'`,
    );
  }

  async reset(): Promise<void> {
    await this.sql(`ALTER ROLE vault_admin PASSWORD '${this.lab.secret("vault-admin")}'`);
  }

  /** Runs SQL as the superuser and returns the rows, tab between columns. */
  sql(text: string): Promise<string> {
    return this.server.sql(DATABASE, text);
  }

  /** Address with the superuser's password, so for environment variables and 0600 files only. */
  get url(): string {
    return this.server.url(DATABASE);
  }
}

export const postgres: LabTargetKind = {
  programs: {}, // the lab itself needs PostgreSQL, for Boundary
  install: "",
  make: (context) => new PostgresTarget(context),
};
