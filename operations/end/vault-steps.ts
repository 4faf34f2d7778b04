import { setTimeout as sleep } from "node:timers/promises";
import { credentialOf } from "../../constructs/engines/ends";
import { engineOf } from "../../constructs/engines/engine-of";
import { MOUNTS } from "../../model/names";
import { Unreachable } from "../clients/https";
import type { EndContext } from "./context";
import type { EndStep, Lane } from "./end-step";
import { leasesBelow, revokeBelow } from "./leases";

/** Milliseconds after which a sweep that still finds something gives up. */
const SWEEP = 60_000;

/** No new login: Vault refuses whoever's entity is disabled, and their tokens too. */
export const disableEntities = ({ responders }: EndContext): Lane =>
  responders.map(({ entity }) =>
    inVault({
      name: `disable ${entity}`,
      ask: async ({ vault, operatorToken: token, incident }) => {
        const path = `identity/entity/name/${entity}`;
        const { data } = await vault.expect(path, { token, incident });
        await vault.expect(path, { method: "POST", token, incident, body: { disabled: true } });
        return data.disabled ? 0 : 1;
      },
    }),
  );

/** Every token of an activation. */
export const revokeActivations = (): Lane => {
  const prefix = `auth/${MOUNTS.breakGlass}/login`;
  return [
    inVault({
      name: `revoke ${prefix}`,
      ask: (context) => revokeBelow(prefix, context),
      verify: async (context) => {
        const left = await leasesBelow(prefix, context);
        if (left > 0) throw new Error(`${left} tokens are left`);
      },
    }),
  ];
};

/** The credentials of each target. */
export const revokeCredentials = (context: EndContext): Lane =>
  credentialsOf(context).map(({ target, prefix }) =>
    inVault({ name: `revoke ${prefix}`, target, ask: (each) => revokeBelow(prefix, each) }),
  );

/** Last, when no session can be opened any more: what Boundary got from Vault while the end was under way. */
export const revokeWhatWasMadeMeanwhile = (): Lane => [
  inVault({
    name: "revoke what was made meanwhile, until nothing is left",
    ask: async (context) => {
      const prefixes = credentialsOf(context).map(({ prefix }) => prefix);
      const wait = context.hasFailed("Boundary") ? 0 : inFlight(context);
      let [count, quiet] = [0, 0];
      for (const deadline = Date.now() + SWEEP; quiet < 2; ) {
        if (quiet > 0) await sleep(wait);
        let found = 0;
        for (const prefix of prefixes.filter((each) => !context.queued.has(each)))
          if ((await leasesBelow(prefix, context)) > 0) found += await revokeBelow(prefix, context);
        count += found;
        quiet = found === 0 ? quiet + 1 : 0;
        if (found > 0 && Date.now() > deadline) throw new Error(`${found} leases were left after the last try`);
      }
      return count;
    },
  }),
];

/** Secrets that are not made for their use: the person may know them. */
export const replaceStaticCredentials = ({ accesses }: EndContext): Lane =>
  accesses.flatMap((access) => {
    const rotation = engineOf(access.targetConfig.kind).rotation?.(access, access.accessConfig);
    if (rotation === undefined) return [];
    const { path, body } = rotation;
    return inVault({
      name: `replace the static credential ${path}, used or not`,
      target: access.target,
      ask: async ({ vault, operatorToken: token, incident }) => {
        await vault.expect(path, { method: "POST", token, incident, body: body() });
        return 0;
      },
    });
  });

/** Lease prefixes of the person's credentials, with their targets. */
function credentialsOf({ accesses }: EndContext): { target: string; prefix: string }[] {
  return accesses.flatMap((access) => {
    const prefix = credentialOf(access)?.leases;
    return prefix === undefined ? [] : [{ target: access.target, prefix }];
  });
}

/**
 * Milliseconds after which no credential comes any more that Boundary had begun to ask Vault for when it deleted the
 * person's tokens. The measure is how long the deletion itself took.
 */
const inFlight = ({ tokensDeletedIn }: EndContext) => Math.min(5000, Math.max(200, tokensDeletedIn));

function inVault({ ask, verify, ...step }: Omit<EndStep, "system">): EndStep {
  return {
    ...step,
    system: "Vault",
    ask: (context) => whileVaultAnswers(context, ask),
    ...(verify === undefined ? {} : { verify: (context) => whileVaultAnswers(context, verify) }),
  };
}

/** A server that is away is asked once: each further question would wait ten seconds. */
async function whileVaultAnswers<T>(context: EndContext, act: (context: EndContext) => Promise<T>): Promise<T> {
  if (context.operatorToken === undefined) throw new Error("there is no VAULT_TOKEN");
  if (context.vaultAway !== undefined) throw context.vaultAway;
  try {
    return await act(context);
  } catch (error) {
    if (error instanceof Unreachable) context.vaultAway = error;
    throw error;
  }
}
