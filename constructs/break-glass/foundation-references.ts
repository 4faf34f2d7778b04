import type { MOUNTS } from "../../model/names";

/** The foundation's objects to which this stack refers. */
export interface FoundationReferences {
  /** Accessors of the login mounts. */
  readonly accessors: Readonly<Record<keyof typeof MOUNTS, string>>;
  /** Id of the TOTP method, or `undefined` for another method. */
  readonly totpMethodId: string | undefined;
}
