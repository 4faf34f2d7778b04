import type { DatabasePlugin } from "../vault/database-connection";

// biome-ignore lint/suspicious/noExplicitAny: attributes of any resource of any provider
export type Attributes = Readonly<Record<string, any>>;

/** The facts about a kind with which guardrails check its synthesized resources. They never look at constructs. */
export interface EngineGuard {
  /** Type of its credential roles in Terraform, and the longest life of a credential of one (BG040). */
  readonly roles?: { readonly type: string; longest(role: Attributes): unknown };
  /** For a mount that bounds the credentials of all its roles: where it says so (BG040). */
  readonly mounts?: {
    /** Type of the mount in Vault. */
    readonly type: string;
    /** Path below the mount where the bound is written. */
    readonly path: string;
    longest(body: Attributes): unknown;
  };
  /** How a role would give rights over others (BG047). */
  readonly rights?: {
    /** Type of the role in Terraform. */
    readonly type: string;
    /** Empty where the role gives none. */
    wrong(role: Attributes): readonly string[];
    readonly allowed: string;
  };
  /** For a plugin of Vault's database engine. */
  readonly database?: DatabaseGuard;
}

/** The required and the forbidden settings of a plugin of Vault's database engine. */
export interface DatabaseGuard {
  readonly plugin: DatabasePlugin;
  /** Whether a connection's settings and address show that Vault verifies the server (BG043). */
  verified(settings: Attributes, address: string): boolean;
  /** What the revocation must say (BG041). @default none: the plugin ends everything by itself */
  readonly revocation?: readonly RegExp[];
  /** What no creation of any database may say (BG042). @default none of its own */
  readonly dangerous?: readonly RegExp[];
}
