import { existsSync } from "node:fs";
import type { Document } from "yaml";
import { run } from "../../operations/clients/run";
import { which } from "../../operations/clients/which";
import { until } from "../processes";
import type { LabTarget, LabTargetContext, LabTargetKind } from "./lab-target";

const FOLDERS = ["/usr/sbin", "/usr/local/sbin", "/usr/libexec", "/opt/homebrew/bin"];

/** MariaDB: TLS, passwords only, 127.0.0.1 only. */
export class MariadbServer implements LabTarget {
  readonly processes: readonly string[];

  constructor(private readonly lab: LabTargetContext) {
    this.processes = [lab.id];
  }

  async start(running: ReadonlySet<string>): Promise<void> {
    const { id, folder, processes } = this.lab;
    if (running.has(id)) return;
    const data = folder.at(id);
    // At each start MariaDB removes temporary tables of whoever uses the same folder, running servers among them.
    const temporary = folder.folder(`${id}-tmp`);
    if (!existsSync(data)) {
      const args = ["--no-defaults", `--datadir=${data}`, "--auth-root-authentication-method=normal", "--skip-test-db"];
      await run(which("mariadb-install-db") ?? "", args, {
        ...folder.owner,
        cwd: folder.path,
        env: { HOME: folder.path, TMPDIR: temporary },
        group: true,
      });
    }
    // The server runs it at each start, before it listens. One statement per line.
    const password = this.lab.secret("root");
    const init = folder.write(
      `${id}.sql`,
      `CREATE OR REPLACE USER root@'127.0.0.1' IDENTIFIED BY '${password}';\nGRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION;\n`,
    );
    const settings = {
      datadir: data,
      tmpdir: temporary,
      "bind-address": "127.0.0.1",
      port: String(this.lab.port()),
      socket: folder.at(`${id}.sock`),
      "init-file": init,
      "ssl-cert": folder.at("server.pem"),
      "ssl-key": folder.at("server.key"),
      "ssl-ca": folder.at("ca.pem"),
      "innodb-flush-log-at-trx-commit": "0", // the lab's data is worth nothing after it
    };
    const args = Object.entries(settings).map(([key, value]) => `--${key}=${value}`);
    processes.start(id, which("mariadbd", FOLDERS) ?? "", ["--no-defaults", "--skip-name-resolve", ...args], {
      unprivileged: true,
    });
    await until(
      `the start of ${id}`,
      30,
      async () => (await this.sql("SELECT 1")) === "1",
      () => folder.read(`${id}.log`),
    );
    await this.prepare();
  }

  /** What a database team prepares: the roles of the emergency, and Vault's own user with no more than it needs. */
  private async prepare(): Promise<void> {
    if ((await this.sql("SHOW DATABASES LIKE 'stock'")) !== "") return;
    await this.sql(`CREATE DATABASE stock;
CREATE TABLE stock.items (id int PRIMARY KEY, state varchar(20) NOT NULL);
INSERT INTO stock.items VALUES (1, 'here'), (2, 'lost');
CREATE ROLE senior_dba;
CREATE ROLE app_support;
GRANT ALL ON stock.* TO senior_dba;
GRANT SELECT ON stock.* TO app_support;
CREATE USER vault_admin@'%' IDENTIFIED BY '${this.lab.secret("vault-admin")}';
GRANT CREATE USER, CONNECTION ADMIN, PROCESS ON *.* TO vault_admin@'%';
GRANT SELECT ON mysql.* TO vault_admin@'%';
GRANT senior_dba TO vault_admin@'%' WITH ADMIN OPTION;
GRANT app_support TO vault_admin@'%' WITH ADMIN OPTION;`);
  }

  async configure(document: Document): Promise<void> {
    document.setIn(["targets", this.lab.id, "caCertificate"], this.lab.folder.read("ca.pem"));
  }

  variables() {
    return { [`${this.lab.id.replaceAll("-", "_")}_admin_password`]: this.lab.secret("vault-admin") };
  }

  async left(user: string): Promise<string> {
    const known = await this.sql(`SELECT User FROM mysql.global_priv WHERE User = '${user}'`);
    const connected = await this.sql(`SELECT ID FROM information_schema.PROCESSLIST WHERE USER = '${user}'`);
    return [known, connected].filter((each) => each !== "").join(", ");
  }

  async reset(): Promise<void> {
    await this.sql(`ALTER USER vault_admin@'%' IDENTIFIED BY '${this.lab.secret("vault-admin")}'`);
  }

  /** Runs SQL as the server's administrator. */
  async sql(sql: string): Promise<string> {
    const args = ["--no-defaults", "--host=127.0.0.1", `--port=${this.lab.port()}`, "--user=root", "--batch"];
    const env = { MYSQL_PWD: this.lab.secret("root") };
    const client = which("mariadb") ?? "";
    return (
      await run(client, [...args, "--skip-column-names", "--connect-timeout=5"], { env, input: sql })
    ).stdout.trim();
  }
}

export const mariadb: LabTargetKind = {
  programs: { mariadbd: FOLDERS, "mariadb-install-db": [], mariadb: [] },
  install: "macOS: brew install mariadb · Debian: apt-get install mariadb-server · Fedora: dnf install mariadb-server",
  make: (context) => new MariadbServer(context),
};
