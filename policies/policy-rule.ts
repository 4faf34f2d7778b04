/** Vault's ACL capabilities. @see https://developer.hashicorp.com/vault/docs/concepts/policies */
export const CAPABILITIES = [
  "create",
  "read",
  "update",
  "patch",
  "delete",
  "list",
  "sudo",
  "subscribe",
  "deny",
] as const;
/** What a rule allows on its path. */
export type Capability = (typeof CAPABILITIES)[number];

/** Values that a request parameter may have. An empty list allows (or denies) every value. */
export type ParameterConstraints = Readonly<Record<string, readonly ParameterValue[]>>;
/** `[]` is the empty list as a value, which a request can carry too. */
export type ParameterValue = string | number | boolean | readonly [];

/** One `path` block of a Vault policy. */
export interface PolicyRule {
  /** Exact path, prefix (`*` at the end), `+` segments and identity templates as in Vault. */
  readonly path: string;
  /** What is allowed there. `deny` stands alone. */
  readonly capabilities: readonly Capability[];
  /** Only these parameters, with only these values. @default every parameter */
  readonly allowedParameters?: ParameterConstraints;
  /** Never these parameters or values. They win over `allowedParameters`. @default none */
  readonly deniedParameters?: ParameterConstraints;
  /**
   * Parameters that a request must carry. Needed in addition to `allowedParameters`,
   * because a request without a parameter passes that list. @default none
   */
  readonly requiredParameters?: readonly string[];
  /** Seconds. Vault refuses a request with a shorter wrapping ttl or none. @default unwrapped allowed */
  readonly minWrappingTtl?: number;
  /** Seconds. @default unbounded */
  readonly maxWrappingTtl?: number;
  /** The reason for the rule, for the reader of a plan. @default none */
  readonly comment?: string;
}
