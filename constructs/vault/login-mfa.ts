import { IdentityMfaDuo } from "@cdktf/provider-vault/lib/identity-mfa-duo";
import { IdentityMfaLoginEnforcement } from "@cdktf/provider-vault/lib/identity-mfa-login-enforcement";
import { IdentityMfaOkta } from "@cdktf/provider-vault/lib/identity-mfa-okta";
import { IdentityMfaPingid } from "@cdktf/provider-vault/lib/identity-mfa-pingid";
import { IdentityMfaTotp } from "@cdktf/provider-vault/lib/identity-mfa-totp";
import { type ITerraformDependable, TerraformVariable } from "cdktf";
import { Construct } from "constructs";
import { ConstructError } from "../../model/construct-error";

/** Vault's own second factor: depends on nothing outside Vault, and so is the default. */
export interface TotpMethod {
  /** Tells the methods apart. */
  readonly kind: "totp";
  /** Name that the authenticator app shows. */
  readonly issuer: string;
}

/** Duo. Its keys come from the sensitive variables `duo_integration_key` and `duo_secret_key`. */
export interface DuoMethod {
  /** Tells the methods apart. */
  readonly kind: "duo";
  /** Host of Duo's API. */
  readonly apiHostname: string;
}

/** Okta. Its token comes from the sensitive variable `okta_api_token`. */
export interface OktaMethod {
  /** Tells the methods apart. */
  readonly kind: "okta";
  /** Name of the organisation at Okta. */
  readonly orgName: string;
  /** Domain of Okta. @default okta.com */
  readonly baseUrl?: string;
}

/** PingID. Its settings file comes from the sensitive variable `pingid_settings_file_base64`. */
export interface PingidMethod {
  /** Tells the methods apart. */
  readonly kind: "pingid";
}

/** One second factor that Vault can ask for. */
export type MfaMethod = TotpMethod | DuoMethod | OktaMethod | PingidMethod;

export interface LoginMfaProps {
  /** The second factor. */
  readonly method: MfaMethod;
  /** Accessor of each mount on which the method is enforced, by the name of its enforcement. */
  readonly enforcedOn: Readonly<Record<string, string>>;
  /** What Terraform makes first. @default none */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * One MFA method and an enforcement for each login mount. There is one method only: with two in one enforcement,
 * either would suffice.
 *
 * @throws ConstructError when no mount is named.
 * @see https://developer.hashicorp.com/vault/docs/auth/login-mfa
 * @example
 * ```ts
 * import { ActivationLogin } from "vault-boundary-break-glass/constructs/vault/activation-login";
 * import { LoginMfa } from "vault-boundary-break-glass/constructs/vault/login-mfa";
 *
 * const vaultAddress = "https://vault.example.com:8200";
 * const { accessor } = new ActivationLogin(stack, "activation", { path: "break-glass", vaultAddress });
 * new LoginMfa(stack, "mfa", {
 *   method: { kind: "totp", issuer: "Break-glass prod" },
 *   enforcedOn: { "break-glass": accessor },
 * });
 * ```
 */
export class LoginMfa extends Construct {
  constructor(scope: Construct, id: string, props: LoginMfaProps) {
    super(scope, id);
    const mounts = Object.entries(props.enforcedOn);
    if (mounts.length === 0) {
      throw new ConstructError("LoginMfa", "enforcedOn", props.enforcedOn, "at least one mount", "Name the mounts.");
    }
    const methodId = this.methodId(props);
    for (const [name, accessor] of mounts) {
      new IdentityMfaLoginEnforcement(this, name, {
        name,
        mfaMethodIds: [methodId],
        authMethodAccessors: [accessor],
      });
    }
  }

  private methodId({ method, dependsOn }: LoginMfaProps): string {
    switch (method.kind) {
      case "totp":
        return new IdentityMfaTotp(this, "Default", {
          issuer: method.issuer,
          algorithm: "SHA1", // the only algorithm that every authenticator app has
          digits: 6,
          period: 30,
          skew: 1,
          maxValidationAttempts: 5,
          keySize: 20,
          qrSize: 0,
          dependsOn,
        }).id;
      case "duo":
        return new IdentityMfaDuo(this, "Default", {
          apiHostname: method.apiHostname,
          integrationKey: this.secret("duo_integration_key"),
          secretKey: this.secret("duo_secret_key"),
          dependsOn,
        }).id;
      case "okta":
        return new IdentityMfaOkta(this, "Default", {
          orgName: method.orgName,
          baseUrl: method.baseUrl,
          apiToken: this.secret("okta_api_token"),
          dependsOn,
        }).id;
      case "pingid":
        return new IdentityMfaPingid(this, "Default", {
          settingsFileBase64: this.secret("pingid_settings_file_base64"),
          dependsOn,
        }).id;
    }
  }

  private secret(name: string): string {
    const variable = new TerraformVariable(this, name, { type: "string", sensitive: true, nullable: false });
    variable.overrideLogicalId(name);
    return variable.stringValue;
  }
}
