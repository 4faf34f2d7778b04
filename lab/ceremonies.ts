import { MOUNTS, PIPELINE } from "../model/names";
import type { VaultServer } from "./vault-server";

/** What people and the pipeline do by hand in production, with more rights than a duty has. */
export class Ceremonies {
  constructor(private readonly vault: VaultServer) {}

  /** A token of the pipeline, as the holders of the keys make it for one run. */
  pipelineToken(): Promise<string> {
    return this.vault.asKeyHolders(async (token) => {
      const request = { method: "POST", token, body: { policies: [PIPELINE] } } as const;
      return String((await this.vault.client.expect(`auth/token/create/${PIPELINE}`, request)).auth.client_token);
    });
  }

  /** Enables an entity after an end, as a reviewed change does. An operator cannot. */
  async enable(entityId: string): Promise<void> {
    const request = { method: "POST", token: await this.pipelineToken(), body: { disabled: false } } as const;
    await this.vault.client.expect(`identity/entity/id/${entityId}`, request);
  }

  /** Destroys the TOTP enrolment of one entity, as an operator would. The person can enrol again. */
  forgetEnrolment(entity: string): Promise<void> {
    return this.vault.asKeyHolders(async (token) => {
      const { data } = await this.vault.client.expect(`identity/entity/name/${entity}`, { token });
      const body = { method_id: await this.totpMethod(token), entity_id: data.id };
      const request = { method: "POST", token, body } as const;
      await this.vault.client.expect("identity/mfa/method/totp/admin-destroy", request);
    });
  }

  /** Destroys every TOTP enrolment, so that people can enrol again. The process that kept the secrets of a lab has ended. */
  forgetEnrolments(): Promise<void> {
    return this.vault.asKeyHolders(async (token) => {
      const method = await this.totpMethod(token);
      const entities = await this.vault.client.expect("identity/entity/id", { method: "LIST", token });
      for (const id of entities.data.keys) {
        const request = { method: "POST", token, body: { method_id: method, entity_id: id } } as const;
        await this.vault.client.request("identity/mfa/method/totp/admin-destroy", request); // 4xx for who has none
      }
    });
  }

  private async totpMethod(token: string): Promise<string> {
    const path = `identity/mfa/login-enforcement/${MOUNTS.breakGlass}`;
    return (await this.vault.client.expect(path, { token })).data.mfa_method_ids[0];
  }
}
