import { CredentialLibraryVault } from "@cdktf/provider-boundary/lib/credential-library-vault";
import { CredentialLibraryVaultSshCertificate } from "@cdktf/provider-boundary/lib/credential-library-vault-ssh-certificate";
import { CredentialStoreVault } from "@cdktf/provider-boundary/lib/credential-store-vault";
import { Construct } from "constructs";
import type { CredentialRequest } from "../../policies/credential-request";

export interface CredentialStoreProps {
  /** Id of the project. */
  readonly projectId: string;
  /** Name of the store. */
  readonly name: string;
  /** Vault's https address, as the controllers reach it. */
  readonly vaultAddress: string;
  /** PEM of the CA of Vault's listener. @default the CAs of the controllers' operating systems */
  readonly vaultCaCertificate?: string;
  /** Namespace of Vault (Enterprise). @default none */
  readonly vaultNamespace?: string;
  /** Boundary's own Vault token for this store. */
  readonly token: string;
}

/** One credential library of a store. */
export interface LibraryProps {
  /** Construct id of the library. */
  readonly id: string;
  /** Name of the library. */
  readonly name: string;
  /** Request to Vault. Its path has `{{.User.FullName}}` where the responder's entity stands. */
  readonly request: CredentialRequest;
}

/**
 * Vault as the source of one profile's credentials, with a token that reads no other profile's.
 *
 * @see https://developer.hashicorp.com/boundary/docs/concepts/credential-management
 * @example
 * ```ts
 * import { CredentialStore } from "vault-boundary-break-glass/constructs/boundary/credential-store";
 *
 * const store = new CredentialStore(stack, "store", {
 *   projectId: "p_1234567890",
 *   name: "senior-dba",
 *   vaultAddress: "https://vault.example.com:8200",
 *   token: "the token of a BoundaryToken",
 * });
 * store.library({
 *   id: "orders-db",
 *   name: "orders-db",
 *   request: { path: "break-glass-orders-db/creds/{{.User.FullName}}_orders-db" },
 * });
 * ```
 */
export class CredentialStore extends Construct {
  private readonly storeId: string;

  constructor(scope: Construct, id: string, props: CredentialStoreProps) {
    super(scope, id);
    this.storeId = new CredentialStoreVault(this, "Default", {
      scopeId: props.projectId,
      name: props.name,
      description: "Credentials that Vault makes for one session.",
      address: props.vaultAddress,
      caCert: props.vaultCaCertificate,
      namespace: props.vaultNamespace,
      token: props.token,
    }).id;
  }

  /** Declares a library whose path names the user, so that each responder gets a credential of their own. Returns its id. */
  library({ id, name, request }: LibraryProps): string {
    const { path, parameters } = request;
    return new CredentialLibraryVault(this, id, {
      credentialStoreId: this.storeId,
      name,
      description: "One user per session.",
      path,
      httpMethod: parameters === undefined ? "GET" : "POST",
      httpRequestBody:
        parameters === undefined || Object.keys(parameters).length === 0 ? undefined : JSON.stringify(parameters),
    }).id;
  }

  /** Declares a library of SSH certificates with which the worker itself logs in (Boundary Enterprise or HCP). Returns its id. */
  certificateLibrary({ id, name, request, username }: LibraryProps & { readonly username: string }): string {
    return new CredentialLibraryVaultSshCertificate(this, id, {
      credentialStoreId: this.storeId,
      name,
      description: "One certificate per session. The responder never sees it.",
      path: request.path,
      username,
      keyType: "ed25519",
      extensions: { "permit-pty": "" },
    }).id;
  }
}
