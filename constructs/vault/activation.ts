import { JwtAuthBackendRole } from "@cdktf/provider-vault/lib/jwt-auth-backend-role";
import { Construct } from "constructs";

export interface ActivationProps {
  /** Path of the activation mount. */
  readonly mount: string;
  /** Name of the login role. */
  readonly profile: string;
  readonly audience: string;
  /** Entities that this profile may activate; an approval of anybody else's is refused. */
  readonly subjects: readonly string[];
  readonly policies: readonly string[];
  /** Seconds; the token ends then, whatever happens. */
  readonly ttl: number;
  /** Networks from which the token works. @default everywhere */
  readonly boundCidrs?: readonly string[];
}

/**
 * The login role of one profile. It accepts approvals of this profile for its own responders, without
 * any leeway (the default accepts a JWT 60 s after its expiry), and gives a service token that ends.
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
