/** The contents of a certificate of Boundary's listeners. */
export interface BoundaryCertificate {
  /** DNS names. The first is the common name. */
  readonly names: readonly string[];
  /** IP addresses. @default none */
  readonly addresses?: readonly string[];
  /** Life of the certificate in seconds. */
  readonly ttl: number;
}

/** Vault Agent's request. It is exactly the request that `certificateRules` allows. */
export function certificateParameters({ names, addresses = [], ttl }: BoundaryCertificate): Record<string, string[]> {
  const [commonName = "", ...others] = names;
  return {
    common_name: [commonName],
    ...(others.length === 0 ? {} : { alt_names: others }),
    ...(addresses.length === 0 ? {} : { ip_sans: [...addresses] }),
    ttl: [`${ttl}s`],
  };
}
