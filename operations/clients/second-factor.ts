import type { Authenticator } from "./authenticator";

/** A second factor and the method that it belongs to. */
export interface SecondFactor {
  readonly methodId: string;
  readonly authenticator: Authenticator;
}

/** The header of one-phase MFA. */
export const mfa = async ({ methodId, authenticator }: SecondFactor) => `${methodId}:${await authenticator.code()}`;
