import { approverEntity, MOUNTS, operatorEntity } from "../../../model/names";
import type { World } from "../world";
import { type Attack, IN, loginOutcome } from "./attack";
import { AMINA, DBA, LOGIN, MAYA } from "./people";

const MOUNT_LOGINS = [
  { mount: MOUNTS.approvals, name: approverEntity(AMINA) },
  { mount: MOUNTS.operations, name: operatorEntity("tomas-novak") },
].map((login) => ({ ...login, path: `auth/${login.mount}/login/${login.name}` }));

const outcomes = new Map<string, string | number>();
const outcomeOf = (id: string) => async () => outcomes.get(id) ?? "nothing was tried";

/** Floods everything at once, so that the tests wait only once for the minute of a limit or a lock. */
export async function floodEverything(world: World): Promise<void> {
  outcomes.set("flooding/codes", await wrongCodes(world)); // on a path that is flooded after it
  for (const { mount, path } of MOUNT_LOGINS)
    outcomes.set(`flooding/${mount}`, await flood(world, path, { password: "wrong" }));
  outcomes.set("flooding/break-glass", await flood(world, LOGIN, { role: DBA, jwt: "x" }));
}

/** Attempts to keep others from an emergency, with the declared rate limits. */
export const FLOODING: readonly Attack[] = [
  ...MOUNT_LOGINS.map(
    ({ mount, name, path }): Attack => ({
      id: `flooding/${mount}`,
      who: "somebody who knows a name",
      request: `sends 60 wrong passwords to auth/${mount}/login`,
      expected: "429",
      attempt: outcomeOf(`flooding/${mount}`),
      control: {
        supplied: "the right password and code, a minute later: nobody is locked out",
        expected: IN,
        attempt: async (world) => {
          await world.untilRateAllows(path);
          const person = mount === MOUNTS.approvals ? AMINA : "tomas-novak";
          const factor = await world.people.factor(person, name, mount);
          const mfa = `${factor.methodId}:${await factor.authenticator.code()}`;
          const body = { password: world.people.password(name) };
          return loginOutcome(await world.request(path, { method: "POST", body, mfa }));
        },
      },
    }),
  ),
  {
    id: "flooding/break-glass",
    who: "somebody",
    request: "sends 60 activations without an approval",
    expected: "429",
    attempt: outcomeOf("flooding/break-glass"),
    control: {
      supplied: "an approval, a minute later",
      expected: IN,
      attempt: async (world) => {
        await world.untilRateAllows(LOGIN);
        return loginOutcome(await world.activation(DBA, await world.approval(), await world.factor(MAYA, DBA)));
      },
    },
  },
  {
    id: "flooding/codes",
    who: "somebody with an approval for a responder",
    request: "sends ten wrong codes to lock them out",
    expected: "403",
    attempt: outcomeOf("flooding/codes"),
    control: {
      supplied: "the right code, half a minute later: the lock is that short",
      expected: IN,
      attempt: async (world) => {
        for (let waited = 0; ; waited += 2) {
          const outcome = loginOutcome(
            await world.activation(DBA, await world.approval(), await world.factor(MAYA, DBA)),
          );
          if (outcome === IN || waited > 60) return outcome;
          await new Promise((resolve) => setTimeout(resolve, 2000));
        }
      },
    },
  },
];

async function flood(world: World, path: string, body: object): Promise<number> {
  const statuses = await Promise.all(Array.from({ length: 60 }, () => world.status(path, { method: "POST", body })));
  return Math.max(...statuses);
}

async function wrongCodes(world: World): Promise<string> {
  const { methodId } = await world.factor(MAYA, DBA);
  const jwt = await world.approval();
  const statuses = new Set<number>();
  for (let count = 0; count < 10; count++)
    statuses.add(
      await world.status(LOGIN, { method: "POST", body: { role: DBA, jwt }, mfa: `${methodId}:00000${count}` }),
    );
  return [...statuses].join(", ");
}
