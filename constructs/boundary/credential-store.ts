import { CredentialLibraryVault } from "@cdktf/provider-boundary/lib/credential-library-vault";
import { CredentialStoreVault } from "@cdktf/provider-boundary/lib/credential-store-vault";
import { Construct } from "constructs";

export interface CredentialStoreProps {
  readonly projectId: string;
  readonly name: string;
  readonly vaultAddress: string;
  /** PEM of the CA of Vault's listener. @default the CAs of the controllers' operating systems */
  readonly vaultCaCertificate?: string;
  /** Boundary's own Vault token for this store. */
  readonly token: string;
}

/** Vault as the source of one profile's credentials, with a token that reads no other profile's. */
export class CredentialStore extends Construct {
  private readonly storeId: string;

  constructor(scope: Construct, id: string, props: CredentialStoreProps) {
    super(scope, id);
    this.storeId = new CredentialStoreVault(this, "Default", {
      scopeId: props.projectId,
      name: props.name,
      description: "Credentials made by Vault for one session.",
      address: props.vaultAddress,
      caCert: props.vaultCaCertificate,
      token: props.token,
    }).id;
  }

  /**
   * A library whose path names the user: each responder reads a credential role of his own.
   *
   * @param path Vault path with `{{.User.FullName}}` where the responder's entity stands.
   */
  library(id: string, name: string, path: string): string {
    return new CredentialLibraryVault(this, id, {
      credentialStoreId: this.storeId,
      name,
      description: "A user of his own for each session.",
      path,
      httpMethod: "GET",
    }).id;
  }
}
