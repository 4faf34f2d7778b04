import { agentConfig } from "../constructs/vault/agent-config";
import { CONTROLLERS, PKI } from "../model/names";
import type { BoundaryCertificate } from "../policies/certificate-request";
import { signIntermediate } from "./certificates";
import type { LabContext } from "./context";
import type { VaultWrite } from "./targets/lab-target";

const NAME = "vault-agent";

/** Vault Agent on the machine of Boundary. It renews the certificate, as on production's controllers. */
export class VaultAgent {
  constructor(
    private readonly lab: LabContext,
    private readonly vaultAddress: string,
    private readonly certificate: BoundaryCertificate,
  ) {}

  /** What the holders of the keys do once: have Vault's CA signed, and give the controller its login. */
  async introduce(request: VaultWrite, certificateRequest: string): Promise<void> {
    if (this.lab.folder.has("boundary-secret-id")) return;
    const chain = await signIntermediate(
      certificateRequest,
      this.lab.folder.read("ca.pem"),
      this.lab.folder.read("ca.key"),
    );
    await request(`${PKI.mount}/intermediate/set-signed`, { certificate: chain });
    const role = `auth/${CONTROLLERS.mount}/role/${CONTROLLERS.role}`;
    const { data: roleId } = await request(`${role}/role-id`, undefined, "GET");
    const { data: secretId } = await request(`${role}/secret-id`, {});
    this.lab.folder.write("boundary-role-id", roleId.role_id);
    this.lab.folder.write("boundary-secret-id", secretId.secret_id);
  }

  /** Starts it where it was introduced and does not run. */
  start(): void {
    if (!this.lab.folder.has("boundary-secret-id")) return;
    if (this.lab.processes.running().some(({ name }) => name === NAME)) return;
    const config = agentConfig({
      ...this.certificate,
      vaultAddress: this.vaultAddress,
      caFile: this.lab.folder.at("ca.pem"),
      roleIdFile: this.lab.folder.at("boundary-role-id"),
      secretIdFile: this.lab.folder.at("boundary-secret-id"),
      // Not Boundary's own file: the agent leaves a certificate there alone until it is over.
      destination: this.lab.folder.at("boundary-vault.pem"),
      reload: ["/bin/sh", "-c", "cp boundary-vault.pem boundary.pem && kill -HUP $(cat boundary.pid)"],
    });
    const file = this.lab.folder.write("vault-agent.hcl", config);
    this.lab.processes.start(NAME, this.lab.programs.vault, ["agent", `-config=${file}`, "-log-level=warn"]);
  }
}
