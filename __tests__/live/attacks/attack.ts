import type { Answer } from "../../../operations/clients/https";
import type { World } from "../world";

/** A server's answer: a status, and a word if the status alone is not clear. */
export type Outcome = string;

/** A request that must be refused, and the same request with the one missing factor, which must succeed. */
export interface Attack {
  /** Stable, such as `approver/for-himself`. */
  readonly id: string;
  readonly who: string;
  /** The request, in words. */
  readonly request: string;
  readonly expected: Outcome;
  readonly attempt: (world: World) => Promise<Outcome | number>;
  readonly control: {
    /** The factor that was missing. */
    readonly supplied: string;
    readonly expected: Outcome;
    readonly attempt: (world: World) => Promise<Outcome | number>;
  };
  /** The target whose server the attack needs. @default only PostgreSQL */
  readonly needs?: string;
  /** Restores the state after the attack. @default nothing */
  readonly after?: (world: World) => Promise<unknown>;
}

/** A login's outcome. Vault also answers 200 when it only asks for a second factor. */
export function loginOutcome({ status, body }: Answer): Outcome {
  if (status !== 200) return String(status);
  return body.auth?.client_token ? "200 with a token" : "200 without a token";
}

export const IN = "200 with a token";
export const NOT_YET = "200 without a token";

/** A POST with somebody's token, and its control. */
export function refusedPost(attack: {
  readonly id: string;
  readonly who: string;
  readonly request: string;
  readonly path: (world: World) => string | Promise<string>;
  readonly body: (world: World) => object | Promise<object>;
  readonly token: (world: World) => Promise<string>;
  readonly expected?: Outcome;
  readonly control: Attack["control"];
  readonly after?: Attack["after"];
}): Attack {
  const { id, who, request, control, after, expected = "403" } = attack;
  const attempt = async (world: World) =>
    world.post(await attack.path(world), await attack.token(world), await attack.body(world));
  return { id, who, request, expected, attempt, control, after };
}

/** A read with somebody's token, and its control. */
export function refusedRead(attack: {
  readonly id: string;
  readonly who: string;
  readonly path: string;
  readonly token: (world: World) => Promise<string>;
  readonly method?: "GET" | "LIST" | "DELETE";
  readonly expected?: Outcome;
  readonly control: Attack["control"];
}): Attack {
  const { id, who, path, method = "GET", expected = "403", control } = attack;
  const attempt = async (world: World) => world.status(path, { method, token: await attack.token(world) });
  return {
    id,
    who,
    request: `${{ GET: "reads", LIST: "lists", DELETE: "deletes" }[method]} ${path}`,
    expected,
    attempt,
    control,
  };
}
