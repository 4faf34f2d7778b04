import type { Environment } from "../../config/schema";
import type { VaultClient } from "../clients/vault-client";

/** What a drill needs of the place where it runs. The record says "not checked" for everything that is absent. */
export interface DrillPlace {
  readonly environment: Environment;
  readonly vault: VaultClient;
  /** PEM of the CA of Vault and Boundary. */
  readonly ca: string | undefined;
  /** Path of the file with `ca`. */
  readonly caFile: string | undefined;
  /** Id of Boundary's auth method for people. */
  readonly authMethodId: string;
  readonly programs: { readonly vault: string; readonly boundary: string };
  /** Path of a client, such as `psql`, or `undefined` if the machine lacks it. */
  readonly client: (name: string) => string | undefined;
  /** The remains of a user that the target's own administrator sees. Empty if nothing is left. */
  readonly left?: (target: string, user: string) => Promise<string>;
  /**
   * Address of this machine from which the drill reaches targets without Boundary, as firewalls should prevent
   * elsewhere. It is not the address of a worker.
   */
  readonly beside?: string;
  /** Texts of the audit trails of Vault and Boundary. */
  readonly audit?: { readonly vault: () => string; readonly boundary: () => string };
  /** Enables an entity again, as the pipeline does after a reviewed change. */
  readonly enable?: (entityId: string) => Promise<void>;
}
