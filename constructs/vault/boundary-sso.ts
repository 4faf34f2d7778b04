import { IdentityOidcAssignment } from "@cdktf/provider-vault/lib/identity-oidc-assignment";
import { IdentityOidcClient } from "@cdktf/provider-vault/lib/identity-oidc-client";
import { IdentityOidcKey } from "@cdktf/provider-vault/lib/identity-oidc-key";
import { IdentityOidcKeyAllowedClientId } from "@cdktf/provider-vault/lib/identity-oidc-key-allowed-client-id";
import { IdentityOidcProvider } from "@cdktf/provider-vault/lib/identity-oidc-provider";
import { IdentityOidcScope } from "@cdktf/provider-vault/lib/identity-oidc-scope";
import { Construct } from "constructs";

export interface BoundarySsoProps {
  /** Name of the key, client, assignment, scope and provider. */
  readonly name: string;
  /** Vault's https address, where browsers log in. */
  readonly vaultAddress: string;
  /** Boundary's https address, to which a login returns. */
  readonly boundaryAddress: string;
  /** Ids of the groups whose members may log in to Boundary through Vault; everybody else is refused. */
  readonly groupIds: readonly string[];
}

/**
 * Vault as Boundary's OpenID provider, for the members of the given groups only. The scope tells
 * Boundary the entity's name (`username`) and its groups.
 *
 * The client secret is in Terraform's state: neither provider has a write-only attribute for it.
 *
 * @example
 * ```ts
 * import { BoundarySso } from "vault-boundary-break-glass/constructs/vault/boundary-sso";
 * import { EntityGroup } from "vault-boundary-break-glass/constructs/vault/entity-group";
 *
 * const group = new EntityGroup(stack, "group", { name: "bg_senior-dba", memberEntityIds: [] });
 * new BoundarySso(stack, "sso", {
 *   name: "boundary",
 *   vaultAddress: "https://vault.example.com:8200",
 *   boundaryAddress: "https://boundary.example.com",
 *   groupIds: [group.groupId],
 * });
 * ```
 */
export class BoundarySso extends Construct {
  /** Issuer, as Boundary names it. */
  readonly issuer: string;
  /** Id of Boundary's client. */
  readonly clientId: string;
  /** Secret of Boundary's client. */
  readonly clientSecret: string;
  /** Scope that Boundary must ask for. */
  readonly scope: string;

  constructor(scope: Construct, id: string, props: BoundarySsoProps) {
    super(scope, id);
    const key = new IdentityOidcKey(this, "key", {
      name: props.name,
      algorithm: "ES256",
      rotationPeriod: 86400,
      verificationTtl: 86400,
    });
    const assignment = new IdentityOidcAssignment(this, "assignment", {
      name: props.name,
      groupIds: [...props.groupIds],
      entityIds: [],
    });
    const client = new IdentityOidcClient(this, "client", {
      name: props.name,
      key: key.name,
      clientType: "confidential",
      redirectUris: [`${props.boundaryAddress}/v1/auth-methods/oidc:authenticate:callback`],
      assignments: [assignment.name],
      // Boundary uses both tokens once, during the login.
      idTokenTtl: 300,
      accessTokenTtl: 300,
    });
    new IdentityOidcKeyAllowedClientId(this, "allowed-client", {
      keyName: key.name,
      allowedClientId: client.clientId,
    });
    const claims = new IdentityOidcScope(this, "claims", {
      name: props.name,
      description: "Name and groups of the entity, for Boundary's account and managed groups.",
      template: '{"username":{{identity.entity.name}},"groups":{{identity.entity.groups.names}}}',
    });
    const provider = new IdentityOidcProvider(this, "Default", {
      name: props.name,
      httpsEnabled: true,
      issuerHost: props.vaultAddress.replace(/^https:\/\//, ""),
      allowedClientIds: [client.clientId],
      scopesSupported: [claims.name],
    });
    this.issuer = provider.issuer;
    this.clientId = client.clientId;
    this.clientSecret = client.clientSecret;
    this.scope = props.name;
  }
}
