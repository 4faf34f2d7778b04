import { JwtAuthBackendRole } from "@cdktf/provider-vault/lib/jwt-auth-backend-role";
import { Construct } from "constructs";

export interface ActivationProps {
  /** Path of the activation mount. */
  readonly mount: string;
  /** Name of the profile and of its login role. */
  readonly profile: string;
  /** Audience of the approvals that it accepts. */
  readonly audience: string;
  /** Names of the entities that may activate the profile. An approval for any other entity is refused. */
  readonly subjects: readonly string[];
  /** Names of the policies that the token carries. The default policy is never among them. */
  readonly policies: readonly string[];
  /** Life of the token in seconds. No renewal makes it longer. */
  readonly ttl: number;
  /** Networks in CIDR notation from which the token works. @default everywhere */
  readonly boundCidrs?: readonly string[];
}

/**
 * The login role of one profile. It accepts approvals of this profile for its own responders, and gives a service
 * token that ends. There is no leeway: by default Vault accepts a JWT until 60 seconds after its expiry.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/auth/jwt#create-update-role
 * @example
 * ```ts
 * import { Activation } from "vault-boundary-break-glass/constructs/vault/activation";
 *
 * new Activation(stack, "senior-dba", {
 *   mount: "break-glass",
 *   profile: "senior-dba",
 *   audience: "break-glass-prod",
 *   subjects: ["bg_maya-chen_senior-dba"],
 *   policies: ["bg_senior-dba"],
 *   ttl: 900,
 * });
 * ```
 */
export class Activation extends Construct {
  constructor(scope: Construct, id: string, props: ActivationProps) {
    super(scope, id);
    new JwtAuthBackendRole(this, "Default", {
      backend: props.mount,
      roleName: props.profile,
      roleType: "jwt",
      userClaim: "subject",
      boundAudiences: [props.audience],
      boundClaims: { profile: props.profile, subject: props.subjects.join(",") },
      boundClaimsType: "string",
      claimMappings: { approver: "approver", profile: "profile" },
      clockSkewLeeway: -1,
      expirationLeeway: -1,
      notBeforeLeeway: -1,
      tokenType: "service",
      tokenNoDefaultPolicy: true,
      tokenPolicies: [...props.policies],
      tokenTtl: props.ttl,
      tokenMaxTtl: props.ttl,
      tokenExplicitMaxTtl: props.ttl,
      tokenBoundCidrs: props.boundCidrs === undefined ? undefined : [...props.boundCidrs],
    });
  }
}
