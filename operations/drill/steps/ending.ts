import { setTimeout as sleep } from "node:timers/promises";
import { MOUNTS, operatorEntity } from "../../../model/names";
import { THROUGH_BOUNDARY } from "../../clients/session-client";
import { end } from "../../end/end";
import type { Ending } from "../../end/ending";
import type { DrillContext } from "../context";
import type { DrillStep } from "../drill-step";

/** Milliseconds that a session may take to become active, and its client to notice that it was cut. */
const PATIENCE = 10_000;

/** An operator ends the responder's access while a session is in use. */
export const ENDING: readonly DrillStep[] = [
  {
    name: "the operator logs in with a second factor",
    act: async (drill) => {
      const { operator } = drill.cast;
      drill.keep("operatorToken", await drill.dutyToken(operator, operatorEntity(operator), MOUNTS.operations));
      return operator;
    },
  },
  {
    name: "end",
    act: async (drill) => {
      const cut = useUntilCut(drill).then(() => performance.now());
      await Promise.race([sessionIsActive(drill), cut.then(endedByItself)]);
      const began = performance.now();
      const ending = await endAccess(drill);
      const verified = performance.now();
      const cutAt = await within(PATIENCE, cut, "the session in use was not cut");
      if (cutAt < began) endedByItself();
      const milliseconds = Math.round(Math.max(verified, cutAt) - began);
      drill.keep("endMilliseconds", milliseconds);
      return [
        ...ending.steps.map(({ step, ended }) => `${step}: ${ended}`),
        ...ending.expiring.map(({ what, until }) => `${what}: until ${until}`),
        `${milliseconds} ms`,
      ].join(", ");
    },
  },
];

/** Uses the held session until its client ends. */
async function useUntilCut(drill: DrillContext): Promise<void> {
  const { sessions, access, engine, place } = drill;
  const held = drill.get("held");
  const client = engine.exchange && place.client(engine.exchange.program);
  const busy = engine.exchange?.busy?.(THROUGH_BOUNDARY, held.secret, access.targetConfig, access.accessConfig);
  if (client === undefined || busy === undefined) await sessions.hold(held);
  else await sessions.through(held, client, busy);
}

async function sessionIsActive(drill: DrillContext): Promise<void> {
  const path = `sessions/${drill.get("held").id}`;
  const deadline = Date.now() + PATIENCE;
  while ((await drill.get("boundary").expect(path)).status !== "active") {
    if (Date.now() > deadline) throw new Error(`the session in use did not begin within ${PATIENCE / 1000} s`);
    await sleep(50);
  }
}

/** @throws Error with every problem of the end */
async function endAccess(drill: DrillContext): Promise<Ending> {
  const { place, cast, incident } = drill;
  const token = drill.get("operatorToken");
  const { environment, vault } = place;
  const request = { environment, person: cast.responder, profile: cast.profile, incident };
  const ending = await end(vault, token, () => drill.boundaryAs(token), request);
  const problems = ending.steps.filter(({ problem }) => problem !== undefined);
  if (problems.length > 0) throw new Error(problems.map(({ step, problem }) => `${step}: ${problem}`).join("; "));
  return ending;
}

function endedByItself(): never {
  throw new Error("the client in the session ended before anybody ended it");
}

async function within<T>(milliseconds: number, promise: Promise<T>, otherwise: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${otherwise} within ${milliseconds / 1000} s`)), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
