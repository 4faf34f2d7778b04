import type { Document } from "yaml";
import { HttpsClient } from "../../operations/clients/https";
import { which } from "../../operations/clients/which";
import { until } from "../processes";
import type { LabTarget, LabTargetContext, LabTargetKind } from "./lab-target";

/** Where the packages put the server itself; what they put on PATH wants root. */
const FOLDERS = ["/usr/lib/rabbitmq/bin", "/opt/homebrew/opt/rabbitmq/sbin", "/usr/local/opt/rabbitmq/sbin"];
const server = () => FOLDERS.map((folder) => which(`${folder}/rabbitmq-server`)).find((path) => path !== undefined);
const EPMD = ["/usr/lib/erlang/bin", "/opt/homebrew/bin"];

/** RabbitMQ with the management plugin over TLS, 127.0.0.1 only, and an epmd of its own. */
class RabbitmqServer implements LabTarget {
  readonly processes: readonly string[];

  constructor(private readonly lab: LabTargetContext) {
    this.processes = [`${lab.id}-epmd`, lab.id];
  }

  async start(running: ReadonlySet<string>): Promise<void> {
    const { id, folder, processes } = this.lab;
    const epmdPort = String(this.lab.port("epmd"));
    if (!running.has(`${id}-epmd`)) {
      const args = ["-port", epmdPort, "-address", "127.0.0.1"];
      processes.start(`${id}-epmd`, which("epmd", EPMD) ?? "", args, { unprivileged: true });
    }
    if (running.has(id)) return;
    const config = folder.write(
      `${id}.conf`,
      `listeners.tcp = none
management.ssl.port = ${this.lab.port()}
management.ssl.ip = 127.0.0.1
management.ssl.cacertfile = ${folder.at("ca.pem")}
management.ssl.certfile = ${folder.at("server.pem")}
management.ssl.keyfile = ${folder.at("server.key")}
default_user = vault_admin
default_pass = ${this.lab.secret("vault-admin")}
default_user_tags.administrator = true
log.file = false
log.console = true
log.console.level = warning
`,
    );
    const env = {
      ERL_EPMD_PORT: epmdPort,
      ERL_EPMD_ADDRESS: "127.0.0.1",
      RABBITMQ_NODENAME: `${id}@localhost`,
      RABBITMQ_CONF_ENV_FILE: "/dev/null",
      RABBITMQ_CONFIG_FILE: config,
      RABBITMQ_ENABLED_PLUGINS_FILE: folder.write(`${id}.plugins`, "[rabbitmq_management].\n"),
      RABBITMQ_MNESIA_BASE: folder.folder(`${id}-data`),
      RABBITMQ_LOG_BASE: folder.folder(`${id}-log`),
      RABBITMQ_PID_FILE: folder.at(`${id}.pid`),
      RABBITMQ_DIST_PORT: String(this.lab.port("distribution")),
      // Idle schedulers sleep at once: spinning, they take a core from everything else on a small machine.
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS:
        "-kernel inet_dist_use_interface {127,0,0,1} -start_epmd false +sbwt none +sbwtdcpu none +sbwtdio none",
    };
    processes.start(id, server() ?? "", [], {
      env,
      unprivileged: true,
      group: true,
      signal: "SIGKILL", // its data is worth no wait
    });
    await until(
      `the start of ${id}`,
      60,
      async () => (await this.api("/api/whoami")) === 200,
      () => folder.read(`${id}.log`),
    );
  }

  private async api(path: string): Promise<number> {
    const login = Buffer.from(`vault_admin:${this.lab.secret("vault-admin")}`).toString("base64");
    const https = new HttpsClient(`https://127.0.0.1:${this.lab.port()}`, this.lab.folder.read("ca.pem"));
    return (await https.request(path, { headers: { Authorization: `Basic ${login}` } })).status;
  }

  async configure(document: Document): Promise<void> {
    document.setIn(["targets", this.lab.id, "caCertificate"], this.lab.folder.read("ca.pem"));
  }

  variables() {
    return { [`${this.lab.id.replaceAll("-", "_")}_admin_password`]: this.lab.secret("vault-admin") };
  }

  async left(user: string): Promise<string> {
    const status = await this.api(`/api/users/${encodeURIComponent(user)}`);
    return status === 404 ? "" : `RabbitMQ answers ${status}`;
  }
}

export const rabbitmq: LabTargetKind = {
  programs: { epmd: EPMD, curl: [] },
  install:
    "macOS: brew install rabbitmq · Debian: apt-get install rabbitmq-server · Fedora: dnf install rabbitmq-server",
  ports: ["epmd", "distribution"],
  obstacle: () => (server() === undefined ? `rabbitmq-server is missing. ${rabbitmq.install}` : undefined),
  make: (context) => new RabbitmqServer(context),
};
