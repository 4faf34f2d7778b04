import { readFileSync } from "node:fs";
import type { Environment } from "../config/schema";
import { boundaryLogin } from "./boundary-login";
import { BoundaryClient } from "./clients/boundary-client";
import { HttpsClient } from "./clients/https";
import { VaultClient } from "./clients/vault-client";

/** Vault and Boundary of a deployed environment, from the variables of a person's shell. */
export interface Servers {
  readonly vault: VaultClient;
  readonly boundary: HttpsClient;
  /** CA of Vault, and of Boundary where no other is named. */
  readonly ca: string | undefined;
  readonly caFile: string | undefined;
}

/**
 * The servers of an environment, with the CAs of VAULT_CACERT and BOUNDARY_CACERT; without them, the
 * CA that the environment declares.
 */
export function serversOf(environment: Environment, variables: NodeJS.ProcessEnv): Servers {
  const caOf = (variable: string) => {
    const file = variables[variable];
    return file === undefined || file === "" ? environment.vault.caCertificate : readFileSync(file, "utf8");
  };
  const ca = caOf("VAULT_CACERT");
  return {
    vault: new VaultClient(environment.vault.address, ca, environment.vault.namespace),
    boundary: new HttpsClient(environment.boundary.address, caOf("BOUNDARY_CACERT")),
    ca,
    caFile: variables["VAULT_CACERT"],
  };
}

/**
 * How an operator gets into Boundary. A token of Boundary (BOUNDARY_TOKEN) works without Vault. Else the login goes
 * through Vault (BOUNDARY_AUTH_METHOD_ID).
 */
export function boundaryLoginOf(
  { vault, boundary }: Servers,
  variables: NodeJS.ProcessEnv,
  incident: string,
): (vaultToken: string | undefined) => Promise<BoundaryClient> {
  return async (vaultToken) => {
    const token = variables["BOUNDARY_TOKEN"];
    if (token !== undefined && token !== "") return new BoundaryClient(boundary, token);
    const method = variables["BOUNDARY_AUTH_METHOD_ID"];
    if (method === undefined) throw new Error("neither BOUNDARY_TOKEN nor BOUNDARY_AUTH_METHOD_ID is set");
    if (vaultToken === undefined) throw new Error("VAULT_TOKEN is not set");
    return boundaryLogin(vault, vaultToken, boundary, method, incident);
  };
}
