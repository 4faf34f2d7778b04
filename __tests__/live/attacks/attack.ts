import type { Answer } from "../../../operations/clients/https";
import type { World } from "../world";

/** What a server did: a status, and a word where the status alone does not say it. */
export type Outcome = string;

/** Something that must be refused, and the same with the one missing factor, which must not be. */
export interface Attack {
  /** Stable, such as `approver/for-himself`. */
  readonly id: string;
  readonly who: string;
  /** What is tried, for a reader. */
  readonly request: string;
  readonly expected: Outcome;
  readonly attempt: (world: World) => Promise<Outcome | number>;
  readonly control: {
    /** What is supplied that was missing. */
    readonly supplied: string;
    readonly expected: Outcome;
    readonly attempt: (world: World) => Promise<Outcome | number>;
  };
  /** Target without whose server it cannot be tried. @default none beside PostgreSQL */
  readonly needs?: string;
  /** What must be put back after it. @default nothing */
  readonly after?: (world: World) => Promise<unknown>;
}

/** A login's outcome: Vault answers 200 also when it only asks for a second factor. */
export function loginOutcome({ status, body }: Answer): Outcome {
  if (status !== 200) return String(status);
  return body.auth?.client_token ? "200 with a token" : "200 without a token";
}

export const IN = "200 with a token";
export const NOT_YET = "200 without a token";

/** A POST with a token of somebody, and the control of it. */
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

/** A read with a token of somebody, and the control of it. */
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
    request: `${method === "GET" ? "read" : method.toLowerCase()} ${path}`,
    expected,
    attempt,
    control,
  };
}
