/** The request with which Boundary gets a credential from Vault. Its token may ask for nothing else. */
export interface CredentialRequest {
  /** Vault path, such as `break-glass-postgres/creds/<role>`. */
  readonly path: string;
  /**
   * Body of a POST, value by value: all that Boundary's token may send. Empty where Boundary itself decides what
   * it sends. @default read, not written
   */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Prefix of the credential's leases, without a trailing slash. @default Vault makes none */
  readonly leases?: string;
}
