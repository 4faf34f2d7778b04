import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Lab } from "../../lab/lab";
import { until } from "../../lab/processes";
import { run } from "../../operations/clients/run";
import { which } from "../../operations/clients/which";

/** A certificate with its key in a folder of the server's own user, as an operating system's package would have it. */
function certificateFolder({ folder }: Lab, name: string): string {
  const place = folder.folder(name);
  for (const file of ["server.pem", "server.key"]) folder.write(join(name, file), folder.read(file));
  return place;
}

/** A new PostgreSQL as its package leaves it: no TLS, nothing in it. Its administrator runs the blocks of the page. */
export class FreshPostgres {
  readonly certificates: string;

  constructor(
    private readonly lab: Lab,
    readonly port: number,
    private readonly password: string,
  ) {
    this.certificates = certificateFolder(lab, "page-postgres-tls");
  }

  async start(): Promise<void> {
    const { folder, programs, processes } = this.lab;
    const data = folder.at("page-postgres");
    const passwordFile = folder.write("page-postgres.password", this.password);
    const args = ["-D", data, "--username=postgres", `--pwfile=${passwordFile}`, "--auth=scram-sha-256", "--no-sync"];
    await run(programs.initdb, [...args, "-E", "UTF8", "--locale=C"], {
      ...folder.owner,
      cwd: folder.path,
      env: { HOME: folder.path },
    });
    const settings = ["listen_addresses=127.0.0.1", `port=${this.port}`, "unix_socket_directories="];
    processes.start("page-postgres", programs.postgres, ["-D", data, ...settings.flatMap((each) => ["-c", each])], {
      signal: "SIGINT",
      unprivileged: true,
    });
    await until(
      "the start of the page's PostgreSQL",
      30,
      async () => (await this.sql("SELECT 1")).includes("1"),
      () => folder.read("page-postgres.log"),
    );
  }

  /** As the superuser, over whatever the server speaks. */
  async sql(text: string, tls: "prefer" | "require" = "prefer"): Promise<string> {
    const env = { PGPASSWORD: this.password, PGSSLMODE: tls };
    const args = ["-h", "127.0.0.1", "-p", String(this.port), "-U", "postgres", "-X", "-v", "ON_ERROR_STOP=1"];
    return (await run(this.lab.programs.psql, args, { env, input: text })).stdout;
  }
}

/** A new MariaDB that reads one file of configuration. */
export class FreshMariadb {
  readonly certificates: string;

  constructor(
    private readonly lab: Lab,
    readonly port: number,
  ) {
    this.certificates = certificateFolder(lab, "page-mariadb-tls");
  }

  /** @param configuration the page's lines for its file */
  async start(configuration: string): Promise<void> {
    const { folder, processes } = this.lab;
    const data = folder.at("page-mariadb");
    const temporary = folder.folder("page-mariadb-tmp");
    const options = [
      "--no-defaults",
      `--datadir=${data}`,
      "--auth-root-authentication-method=normal",
      "--skip-test-db",
    ];
    await run(which("mariadb-install-db") ?? "", options, {
      ...folder.owner,
      cwd: folder.path,
      env: { HOME: folder.path, TMPDIR: temporary },
      group: true,
    });
    const file = folder.write("page-mariadb.cnf", configuration);
    const args = [
      `--defaults-file=${file}`,
      `--datadir=${data}`,
      `--tmpdir=${temporary}`,
      `--port=${this.port}`,
      "--bind-address=127.0.0.1",
      `--socket=${folder.at("page-mariadb.sock")}`,
      "--skip-name-resolve",
      "--performance-schema=ON", // MySQL's default
    ];
    processes.start("page-mariadb", which("mariadbd", ["/usr/sbin", "/usr/local/sbin", "/usr/libexec"]) ?? "", args, {
      unprivileged: true,
    });
    await until(
      "the start of the page's MariaDB",
      30,
      async () => (await this.sql("SELECT 1")).includes("1"),
      () => folder.read("page-mariadb.log"),
    );
  }

  /** As the administrator of the machine, or as somebody else over TCP and TLS. */
  async sql(text: string, user?: { readonly name: string; readonly password: string }): Promise<string> {
    const socket = `--socket=${this.lab.folder.at("page-mariadb.sock")}`;
    const tcp = ["--host=127.0.0.1", `--port=${this.port}`, "--ssl"];
    const args = ["--no-defaults", ...(user === undefined ? [socket, "--user=root"] : [...tcp, `--user=${user.name}`])];
    return (await run(which("mariadb") ?? "", args, { env: { MYSQL_PWD: user?.password }, input: text })).stdout;
  }
}

/** The project as a user has it, in a folder of its own: synthesis of a test writes nothing into the checkout. */
export async function copyProject(project: string, folder: string): Promise<string> {
  const { stdout } = await run("git", ["ls-files", "-co", "--exclude-standard"], { cwd: project });
  const names = stdout.split("\n").filter((name) => name !== "" && existsSync(join(project, name)));
  for (const name of names) {
    const target = join(folder, name);
    mkdirSync(join(target, ".."), { recursive: true });
    copyFileSync(join(project, name), target);
  }
  return folder;
}
