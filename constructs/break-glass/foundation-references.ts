import type { MOUNTS } from "../../model/names";

/** What a `Foundation` made in Vault. Another stack reads it from there, so that no value crosses stacks. */
export interface FoundationReferences {
  /** Accessors of the four login mounts. */
  readonly accessors: Readonly<Record<keyof typeof MOUNTS, string>>;
  /** Id of the TOTP method; `undefined` where another method is the second factor. */
  readonly totpMethodId: string | undefined;
}
