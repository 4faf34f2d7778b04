import { VaultClient } from "../operations/clients/vault-client";
import type { LabContext } from "./context";
import { until } from "./processes";

const KEYS = "vault-keys.json";
const SHARES = 3;
const THRESHOLD = 2;

/** The lab's Vault: raft storage, TLS, unsealed by key shares that the lab keeps in its 0700 folder. */
export class VaultServer {
  readonly client: VaultClient;

  constructor(
    private readonly lab: LabContext,
    readonly port: number,
    private readonly clusterPort: number,
    ca: string,
  ) {
    this.client = new VaultClient(`https://127.0.0.1:${port}`, ca);
  }

  async start(): Promise<void> {
    this.lab.folder.folder("vault-data");
    const config = this.lab.folder.write("vault.hcl", this.configuration());
    // RabbitMQ's engine has no CA of its own: it asks Vault's operating system, which here is the lab.
    const env = { SSL_CERT_FILE: this.lab.folder.at("ca.pem") };
    this.lab.processes.start("vault", this.lab.programs.vault, ["server", `-config=${config}`], { env });
    await until(
      "the start of Vault",
      60,
      async () => (await this.status()) !== 0,
      () => this.lab.folder.read("vault.log"),
    );
  }

  /** Health as Vault's own status: 200 active, 501 not initialized, 503 sealed; 0 not running. */
  private async status(): Promise<number> {
    return (await this.client.request("sys/health")).status;
  }

  /** Makes key shares where there are none, and unseals. */
  async unseal(): Promise<void> {
    if ((await this.status()) === 501) {
      const body = { secret_shares: SHARES, secret_threshold: THRESHOLD };
      const answer = await this.client.expect("sys/init", { method: "PUT", body });
      this.lab.folder.write(KEYS, JSON.stringify(answer.keys_base64));
      await this.submitKeys();
      await this.whenActive();
      await this.client.expect("auth/token/revoke-self", { method: "POST", token: answer.root_token });
      return;
    }
    await this.submitKeys();
    await this.whenActive();
  }

  private async submitKeys(): Promise<void> {
    for (const key of this.keys()) await this.client.expect("sys/unseal", { method: "PUT", body: { key } });
  }

  private whenActive(): Promise<void> {
    return until(
      "Vault becoming active",
      60,
      async () => (await this.status()) === 200,
      () => this.lab.folder.read("vault.log"),
    );
  }

  private keys(): string[] {
    const keys: string[] = JSON.parse(this.lab.folder.read(KEYS));
    return keys.slice(0, THRESHOLD);
  }

  /**
   * Acts with a root token, which the holders of the keys make for it and revoke after it. It is the ceremony with
   * which production applies the foundation.
   */
  async asKeyHolders<T>(act: (token: string) => Promise<T>): Promise<T> {
    await this.client.request("sys/generate-root/attempt", { method: "DELETE" });
    const { nonce, otp } = await this.client.expect("sys/generate-root/attempt", { method: "PUT", body: {} });
    let encoded = "";
    for (const key of this.keys()) {
      const answer = await this.client.expect("sys/generate-root/update", { method: "PUT", body: { key, nonce } });
      encoded = answer.encoded_token;
    }
    const bytes = Buffer.from(encoded, "base64");
    const token = bytes.map((byte, index) => byte ^ (Buffer.from(otp)[index] ?? 0)).toString();
    try {
      return await act(token);
    } finally {
      await this.client.request("auth/token/revoke-self", { method: "POST", token });
    }
  }

  private configuration(): string {
    return `ui = false
disable_mlock = true
api_addr = "https://127.0.0.1:${this.port}"
cluster_addr = "https://127.0.0.1:${this.clusterPort}"
storage "raft" {
  path = "${this.lab.folder.at("vault-data")}"
  node_id = "lab"
  performance_multiplier = 1
}
listener "tcp" {
  address = "127.0.0.1:${this.port}"
  cluster_address = "127.0.0.1:${this.clusterPort}"
  tls_cert_file = "${this.lab.folder.at("server.pem")}"
  tls_key_file = "${this.lab.folder.at("server.key")}"
}
`;
  }
}
