import { delimiter, dirname, join } from "node:path";
import type { Environment } from "../config/schema";
import { MOUNTS } from "../model/names";
import { run } from "../operations/clients/run";
import type { Ceremonies } from "./ceremonies";
import type { LabContext, Progress } from "./context";
import type { LabServers } from "./servers";
import { readState, writeState } from "./state";
import type { VaultWrite } from "./targets/lab-target";
import { Terraform } from "./terraform";

/** Synthesizes the `lab` environment and applies its stacks, each as whoever applies it in production. */
export class Deployment {
  constructor(
    private readonly lab: LabContext,
    private readonly environment: Environment,
    private readonly servers: LabServers,
    private readonly ceremonies: Ceremonies,
  ) {}

  /** Everything in production's order. Repeatable. */
  async deploy(progress: Progress): Promise<void> {
    const { vault, agent, targets } = this.servers;
    progress("synthesizing");
    await this.synthesize();
    progress("applying foundation (as the holders of the keys)");
    await vault.asKeyHolders((token) => this.applyFoundation(token));
    agent?.start();
    if (readState(this.lab.folder).boundaryAuthMethodId === undefined) {
      progress("making the pipeline's account (recovery KMS)");
      await this.bootstrapBoundary();
    }
    progress("applying break-glass (as the pipeline)");
    const breakGlass = await this.breakGlass();
    await breakGlass.apply();
    await targets.deployed({
      outputs: await breakGlass.outputs(),
      asKeyHolders: (act) => vault.asKeyHolders((token) => act(this.requestAs(token))),
      vaultAddress: this.environment.vault.address,
    });
  }

  async synthesize(): Promise<void> {
    const { project, folder } = this.lab;
    await run(process.execPath, [join(project, "commands", "launch.js"), "synth"], {
      cwd: folder.path, // so that `down` ends it when the lab was killed: it would make the folder again
      env: {
        ENVIRONMENTS_DIR: folder.at("environments"),
        ENVIRONMENT: "lab",
        BOOTSTRAP: "1",
        CDKTF_OUTDIR: folder.folder("cdktf.out"),
      },
    });
  }

  /** Terraform of the foundation, for the holder of a root token. */
  foundation(token: string): Terraform {
    return this.terraform("lab-foundation", { VAULT_TOKEN: token });
  }

  /** Terraform of the break-glass stack, with a token and an account of the pipeline. */
  async breakGlass(): Promise<Terraform> {
    const token = await this.ceremonies.pipelineToken();
    const { boundaryAuthMethodId, pipelinePassword } = readState(this.lab.folder);
    const variables = Object.entries(this.servers.targets.variables());
    return this.terraform("lab-break-glass", {
      VAULT_TOKEN: token,
      TF_VAR_boundary_auth_method_id: boundaryAuthMethodId,
      TF_VAR_boundary_password: pipelinePassword,
      ...Object.fromEntries(variables.map(([name, value]) => [`TF_VAR_${name}`, value])),
      // The `vault` client writes what Terraform must not keep.
      PATH: `${dirname(this.lab.programs.vault)}${delimiter}${process.env["PATH"] ?? ""}`,
      VAULT_CONFIG_PATH: "/dev/null",
    });
  }

  /** Outputs of the break-glass stack, as it is deployed. */
  async outputs(): Promise<Record<string, unknown>> {
    return (await this.breakGlass()).outputs();
  }

  private terraform(stack: string, env: NodeJS.ProcessEnv): Terraform {
    const { programs, folder } = this.lab;
    return new Terraform(programs.terraform, folder.at("cdktf.out", "stacks", stack), {
      VAULT_CACERT: folder.at("ca.pem"),
      BOUNDARY_CACERT: folder.at("ca.pem"),
      TF_CLI_CONFIG_FILE: process.env["TF_CLI_CONFIG_FILE"],
      ...env,
    });
  }

  private requestAs(token: string): VaultWrite {
    return (path, body, method = "POST") => this.servers.vault.client.expect(path, { method, token, body });
  }

  /** The foundation, the CA of Boundary's certificates, and the passwords of the everyday logins. */
  private async applyFoundation(token: string): Promise<void> {
    const request = this.requestAs(token);
    const foundation = this.foundation(token);
    await foundation.apply();
    const certificateRequest = (await foundation.outputs())["boundary_ca_request"];
    if (certificateRequest !== undefined) await this.servers.agent?.introduce(request, String(certificateRequest));
    for (const [person, password] of Object.entries(readState(this.lab.folder).staffPasswords)) {
      const login = this.environment.people[person]?.staffLogin;
      await request(`auth/${MOUNTS.staff}/users/${login}`, { password });
    }
  }

  private async bootstrapBoundary(): Promise<void> {
    const { folder, programs } = this.lab;
    const recovery = folder.write("recovery.hcl", this.servers.boundary.recoveryKms());
    const terraform = this.terraform("lab-boundary-bootstrap", { TF_VAR_recovery_kms_hcl: recovery });
    await terraform.apply();
    const outputs = await terraform.outputs();
    const state = readState(folder);
    const account = ["-id", String(outputs["boundary_account_id"]), "-password", "env://NEW_PASSWORD"];
    const server = ["-recovery-config", recovery, "-addr", this.environment.boundary.address, "-format", "json"];
    await run(programs.boundary, ["accounts", "set-password", ...account, ...server], {
      cwd: folder.path,
      env: {
        BOUNDARY_CACERT: folder.at("ca.pem"),
        NEW_PASSWORD: state.pipelinePassword,
        BOUNDARY_SKIP_CACHE_DAEMON: "1",
      },
    });
    writeState(folder, { ...state, boundaryAuthMethodId: String(outputs["boundary_auth_method_id"]) });
  }
}
