import type { MOUNTS } from "../../model/names";

/** What the foundation made and this stack refers to. */
export interface FoundationReferences {
  /** Accessors of the login mounts. */
  readonly accessors: Readonly<Record<keyof typeof MOUNTS, string>>;
  /** Id of the TOTP method; `undefined` where another method is used. */
  readonly totpMethodId: string | undefined;
}
