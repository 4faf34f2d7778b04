import type { Access } from "../../model/accesses";
import type { CredentialRequest } from "../../policies/credential-request";
import type { Outliving } from "./after-end";
import type { Rotation } from "./engine";
import { engineOf } from "./engine-of";

/** The request for the credential of an access; `undefined` where its kind has none. */
export const credentialOf = (access: Access): CredentialRequest | undefined =>
  engineOf(access.accessConfig.kind).credential?.(access, access.accessConfig, access.targetConfig);

/** Lease prefixes that an end revokes for some accesses, without a trailing slash. */
export const leasePrefixesOf = (accesses: readonly Access[]): string[] =>
  accesses.flatMap((access) => credentialOf(access)?.leases ?? []);

/** Static secrets that an end replaces for some accesses, each once. */
export function rotationsOf(accesses: readonly Access[]): Rotation[] {
  const rotations = accesses.flatMap(
    (access) => engineOf(access.accessConfig.kind).rotation?.(access, access.accessConfig) ?? [],
  );
  return [...new Map(rotations.map((rotation) => [rotation.path, rotation])).values()];
}

/** What an end leaves of some accesses, each until it is over by itself. */
export const outlivingOf = (accesses: readonly Access[]): Outliving[] =>
  accesses.flatMap(
    (access) =>
      engineOf(access.accessConfig.kind).outlives?.(access, access.accessConfig, access.profileConfig.limits) ?? [],
  );
