import type { Answer } from "../../clients/https";
import { VaultRefusal } from "../../clients/vault-client";

/**
 * Vault's refusal of an attempt.
 *
 * @param otherwise what the error says when the attempt is not refused
 * @throws what else goes wrong, such as a server that is away: it proves nothing
 */
export async function refusalOf(attempt: Promise<unknown>, otherwise: string): Promise<Answer> {
  try {
    await attempt;
  } catch (error) {
    if (error instanceof VaultRefusal) return error.answer;
    throw error;
  }
  throw new Error(otherwise);
}
