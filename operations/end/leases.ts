import { VaultRefusal } from "../clients/vault-client";
import type { EndContext } from "./context";

/** How many leases Vault has below a prefix. */
export async function leasesBelow(prefix: string, { vault, operatorToken }: EndContext): Promise<number> {
  const path = `sys/leases/lookup/${prefix}/`;
  const answer = await vault.request(path, { method: "LIST", token: operatorToken });
  if (answer.status === 404) return 0;
  if (answer.status >= 400) throw new VaultRefusal(path, answer);
  return answer.body.data.keys.length;
}

/**
 * Revokes every lease below a prefix, and waits for it. Vault queues a lease that it cannot revoke at once, and the
 * context then has the prefix.
 *
 * @returns how many there were
 */
export async function revokeBelow(prefix: string, context: EndContext): Promise<number> {
  const { vault, operatorToken: token, incident } = context;
  const count = await leasesBelow(prefix, context);
  const request = (sync: boolean) =>
    vault.expect(`sys/leases/revoke-prefix/${prefix}`, { method: "POST", token, incident, body: { sync } });
  try {
    await request(true);
  } catch (error) {
    if (!(error instanceof VaultRefusal)) throw error;
    // Such as a target that is down. Queued, a revocation is tried again until it works.
    await request(false);
    context.queued.add(prefix);
    throw new Error(`${error.message}. Vault goes on trying.`);
  }
  return count;
}
