import { respondersOf } from "../../model/responders";
import type { BoundaryClient } from "../clients/boundary-client";
import type { VaultClient } from "../clients/vault-client";
import { endInBoundary } from "./boundary-steps";
import { EndContext, type EndRequest } from "./context";
import type { EndStep, Lane, Phase } from "./end-step";
import type { EndedStep, Ending } from "./ending";
import { expiringAfter, leftOpen } from "./left-open";
import {
  disableEntities,
  replaceStaticCredentials,
  revokeActivations,
  revokeCredentials,
  revokeWhatWasMadeMeanwhile,
} from "./vault-steps";

/**
 * What an end does. First no new login. Then credentials in Vault, and at the same time sessions and tokens in Boundary,
 * whose workers take up to 2.5 s to cut a session. Last what was made meanwhile, and what is static.
 */
const phasesOf = (context: EndContext): readonly Phase[] => [
  [disableEntities(context)],
  [revokeActivations()],
  [revokeCredentials(context), endInBoundary()],
  [revokeWhatWasMadeMeanwhile()],
  [replaceStaticCredentials(context)],
];

/**
 * Ends a person's emergency access. The other steps are done even when one fails. The steps of one server are done even
 * when the other server is away. A second end does no harm.
 *
 * @param operatorToken `undefined` where the operator could not log in to Vault
 * @param login as the operator to Boundary; a failure of it is a step that did not work
 */
export async function end(
  vault: VaultClient,
  operatorToken: string | undefined,
  login: () => Promise<BoundaryClient>,
  request: EndRequest,
): Promise<Ending> {
  const loggingIn = login();
  loggingIn.catch(() => undefined); // its step says so
  const context = new EndContext(vault, operatorToken, loggingIn, request);
  for (const phase of phasesOf(context)) await Promise.all(phase.map((lane) => walk(lane, context)));
  const now = new Date();
  return {
    steps: [...context.resultsOf("Vault"), ...context.resultsOf("Boundary")],
    open: leftOpen(context, request.environment, now),
    expiring: expiringAfter(context, now),
  };
}

/** Ids of the person's profiles that a request is about. */
export function profilesOf({ environment, person, profile }: Omit<EndRequest, "incident">): string[] {
  return respondersOf(environment)
    .filter((each) => each.person === person && (profile ?? each.profile) === each.profile)
    .map((each) => each.profile);
}

async function walk(lane: Lane, context: EndContext): Promise<void> {
  for (const step of lane) {
    const result = await perform(step, context);
    context.results.push(result);
    if (step.required === true && result.problem !== undefined) return;
  }
}

async function perform({ name, system, target, ask, verify }: EndStep, context: EndContext): Promise<EndedStep> {
  const started = performance.now();
  const about = { step: name, system, ...(target === undefined ? {} : { target }) };
  const took = () => Math.round(performance.now() - started);
  try {
    const ended = await ask(context);
    await verify?.(context);
    return { ...about, ended, milliseconds: took() };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { ...about, ended: 0, milliseconds: took(), problem: error.message };
  }
}
