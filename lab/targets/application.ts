import { join } from "node:path";
import type { Document } from "yaml";
import { HttpsClient } from "../../operations/clients/https";
import { until } from "../processes";
import type { Deployed, LabTarget, LabTargetContext, LabTargetKind } from "./lab-target";

const POLICY = "orders-app";
/** Accounts of the application, and where each finds its password. */
const ACCOUNTS = {
  admin: "break-glass-kv/data/server-admin_orders-app",
  support: "break-glass-kv/data/app-support_orders-app",
};

/** The sample application (`lab/orders-app.ts`), which reads its accounts' passwords from Vault. */
class Application implements LabTarget {
  readonly processes: readonly string[];

  constructor(private readonly lab: LabTargetContext) {
    this.processes = [lab.id];
  }

  /** It needs Vault, so it starts once that is deployed; and again with a lab that is. */
  async start(running: ReadonlySet<string>): Promise<void> {
    const { id, project, folder, processes } = this.lab;
    if (running.has(id) || !folder.has(`${id}.json`)) return;
    processes.start(
      id,
      process.execPath,
      [join(project, "commands", "launch.js"), "lab/orders-app.ts", folder.at(`${id}.json`)],
      {},
    );
    const https = new HttpsClient(`https://127.0.0.1:${this.lab.port()}`, folder.read("ca.pem"));
    const answers = async () => (await https.request("/orders")).status === 401;
    await until(`the start of ${id}`, 20, answers, () => folder.read(`${id}.log`));
  }

  async configure(document: Document): Promise<void> {
    document.setIn(["targets", this.lab.id, "caCertificate"], this.lab.folder.read("ca.pem"));
  }

  /** The application's team gives it a token for its own accounts, and each account a first password. */
  async deployed({ asKeyHolders, vaultAddress }: Deployed, running: ReadonlySet<string>): Promise<void> {
    const { id, folder } = this.lab;
    if (!folder.has(`${id}.json`)) {
      const token = await asKeyHolders(async (request) => {
        const policy = [
          ...Object.values(ACCOUNTS).map((path) => `path "${path}" { capabilities = ["read"] }`),
          'path "auth/token/renew-self" { capabilities = ["update"] }',
        ].join("\n");
        await request(`sys/policies/acl/${POLICY}`, { policy });
        const options = { policies: [POLICY], no_default_policy: true, period: "24h", no_parent: true };
        return (await request("auth/token/create", options)).auth.client_token;
      });
      const settings = {
        port: this.lab.port(),
        certificate: folder.at("server.pem"),
        key: folder.at("server.key"),
        vault: { address: vaultAddress, ca: folder.at("ca.pem"), token },
        accounts: ACCOUNTS,
      };
      folder.write(`${id}.json`, JSON.stringify(settings));
    }
    await asKeyHolders(async (request) => {
      for (const [account, path] of Object.entries(ACCOUNTS)) {
        const known = await request(path, undefined, "GET").catch(() => undefined);
        const data = { username: account, password: this.lab.secret(account) };
        if (known === undefined) await request(path, { data });
      }
    });
    await this.start(running);
  }
}

export const application: LabTargetKind = {
  programs: { curl: [] },
  install: "macOS: built in · Debian: apt-get install curl · Fedora: dnf install curl",
  make: (context) => new Application(context),
};
