import { ApproleAuthBackendRole } from "@cdktf/provider-vault/lib/approle-auth-backend-role";
import { AuthBackend } from "@cdktf/provider-vault/lib/auth-backend";
import { Mount } from "@cdktf/provider-vault/lib/mount";
import { PkiSecretBackendConfigAutoTidy } from "@cdktf/provider-vault/lib/pki-secret-backend-config-auto-tidy";
import { PkiSecretBackendConfigUrls } from "@cdktf/provider-vault/lib/pki-secret-backend-config-urls";
import { PkiSecretBackendCrlConfig } from "@cdktf/provider-vault/lib/pki-secret-backend-crl-config";
import { PkiSecretBackendIntermediateCertRequest } from "@cdktf/provider-vault/lib/pki-secret-backend-intermediate-cert-request";
import { PkiSecretBackendRole } from "@cdktf/provider-vault/lib/pki-secret-backend-role";
import { PkiSecretBackendRootCert } from "@cdktf/provider-vault/lib/pki-secret-backend-root-cert";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { CONTROLLERS, PKI } from "../../model/names";
import type { BoundaryCertificate } from "../../policies/certificate-request";
import { certificateRules } from "../../policies/machines";
import { BreakGlassPolicy } from "./break-glass-policy";

export interface BoundaryCertificatesProps extends BoundaryCertificate {
  /**
   * The signer of the issuer. `intermediate`: the organisation's CA signs `request`, and the holders of the keys give
   * the chain to `<mount>/intermediate/set-signed`. `root`: the issuer signs itself.
   */
  readonly authority: "intermediate" | "root";
  /** Vault's https address. Certificates name it as the place of the CA and the CRL. */
  readonly vaultAddress: string;
  /** Networks of the controllers in CIDR notation, to which their login is bound. @default everywhere */
  readonly controllerCidrs?: readonly string[];
  /** What Terraform makes first. @default none */
  readonly dependsOn?: ITerraformDependable[];
}

const CA_TTL = 5 * 365 * 86_400;

/**
 * The certificates of Boundary's listeners. Vault makes them, and Vault Agent rotates them on the controllers.
 *
 * They need an issuer, a role for exactly Boundary's names, and an AppRole that can ask for exactly that certificate.
 * A CRL and its tidying come with them.
 *
 * @see https://developer.hashicorp.com/vault/docs/secrets/pki/considerations
 * @example
 * ```ts
 * import { TerraformOutput } from "cdktf";
 * import { BoundaryCertificates } from "vault-boundary-break-glass/constructs/vault/boundary-certificates";
 *
 * const certificates = new BoundaryCertificates(stack, "certificates", {
 *   authority: "intermediate",
 *   names: ["boundary.example.com"],
 *   ttl: 86_400,
 *   vaultAddress: "https://vault.example.com:8200",
 *   controllerCidrs: ["10.20.0.0/24"],
 * });
 * new TerraformOutput(stack, "boundary_ca_request", { value: certificates.request });
 * ```
 */
export class BoundaryCertificates extends Construct {
  /** PEM of the request to be signed; `undefined` where the issuer signs itself. */
  readonly request: string | undefined;

  constructor(scope: Construct, id: string, props: BoundaryCertificatesProps) {
    super(scope, id);
    const mount = new Mount(this, "Default", {
      type: "pki",
      path: PKI.mount,
      description: "Certificates of Boundary's listeners.",
      defaultLeaseTtlSeconds: props.ttl,
      maxLeaseTtlSeconds: CA_TTL,
      dependsOn: props.dependsOn,
    });
    const issuer = this.declareIssuer(mount.path, props);
    this.request = issuer instanceof PkiSecretBackendIntermediateCertRequest ? issuer.csr : undefined;
    this.declareRole(mount.path, props, issuer);
    this.declareRevocation(mount.path, props.vaultAddress, issuer);
    this.declareLogin(props);
  }

  private declareIssuer(backend: string, { authority, names }: BoundaryCertificatesProps) {
    const common = { backend, commonName: `Boundary ${names[0]}`, keyType: "ec", keyBits: 384, type: "internal" };
    return authority === "root"
      ? new PkiSecretBackendRootCert(this, "issuer", { ...common, ttl: String(CA_TTL), maxPathLength: 0 })
      : new PkiSecretBackendIntermediateCertRequest(this, "issuer", common);
  }

  /** Exactly Boundary's names, for servers alone. */
  private declareRole(
    backend: string,
    { names, addresses = [], ttl }: BoundaryCertificatesProps,
    issuer: ITerraformDependable,
  ): void {
    new PkiSecretBackendRole(this, "role", {
      backend,
      name: PKI.role,
      allowedDomains: [...names],
      allowBareDomains: true,
      allowSubdomains: false,
      allowGlobDomains: false,
      allowWildcardCertificates: false,
      allowLocalhost: false,
      // Which addresses is in the policy: a role knows only whether.
      allowIpSans: addresses.length > 0,
      serverFlag: true,
      clientFlag: false,
      codeSigningFlag: false,
      emailProtectionFlag: false,
      keyType: "ec",
      keyBits: 256,
      keyUsage: ["DigitalSignature"],
      ttl: String(ttl),
      maxTtl: String(ttl),
      dependsOn: [issuer],
    });
  }

  /** The CRL, where clients find it, and its tidying. */
  private declareRevocation(backend: string, vaultAddress: string, issuer: ITerraformDependable): void {
    const dependsOn = [issuer];
    new PkiSecretBackendConfigUrls(this, "urls", {
      backend,
      issuingCertificates: [`${vaultAddress}/v1/${PKI.mount}/ca`],
      crlDistributionPoints: [`${vaultAddress}/v1/${PKI.mount}/crl`],
      dependsOn,
    });
    new PkiSecretBackendCrlConfig(this, "crl", { backend, expiry: "72h", autoRebuild: true, dependsOn });
    new PkiSecretBackendConfigAutoTidy(this, "tidy", {
      backend,
      enabled: true,
      intervalDuration: "12h",
      tidyCertStore: true,
      tidyRevokedCerts: true,
      safetyBuffer: "24h",
      dependsOn,
    });
  }

  /** The login of Vault Agent, which may ask for exactly that certificate. */
  private declareLogin(props: BoundaryCertificatesProps): void {
    const { dependsOn, controllerCidrs } = props;
    const login = new AuthBackend(this, "login", {
      type: "approle",
      path: CONTROLLERS.mount,
      description: "Vault Agent on Boundary's controllers.",
      dependsOn,
    });
    const policy = new BreakGlassPolicy(this, "policy", {
      name: PKI.policy,
      rules: certificateRules(props),
      dependsOn,
    });
    const cidrs = controllerCidrs === undefined ? undefined : [...controllerCidrs];
    new ApproleAuthBackendRole(this, "controllers", {
      backend: login.path,
      roleName: CONTROLLERS.role,
      tokenPolicies: [policy.name],
      tokenNoDefaultPolicy: true,
      tokenTtl: 3600,
      tokenMaxTtl: 86_400,
      tokenBoundCidrs: cidrs,
      // Without a life of its own: one that ended in the night would take Boundary's certificate with it.
      secretIdBoundCidrs: cidrs,
    });
  }
}
