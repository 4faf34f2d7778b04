import type { Secret } from "../../constructs/engines/exchange";
import type { BoundaryClient } from "./boundary-client";

/** A session and the credentials that Boundary brokered for it. */
export interface Session {
  readonly id: string;
  readonly authorizationToken: string;
  /** Empty where Boundary brokers nothing. */
  readonly secret: Secret;
  /** Whether Boundary still waits for the first connection; false where it cannot be asked (any more). */
  readonly pending: () => Promise<boolean>;
}

/** @param target alias or id of a target; `correlation` must be a UUID */
export async function authorizeSession(
  boundary: BoundaryClient,
  target: string,
  correlation: string,
): Promise<Session> {
  const item = await boundary.expect(`targets/${target}:authorize-session`, "POST", {}, correlation);
  const secret: Secret = item.credentials?.[0]?.secret?.decoded ?? {};
  const id: string = item.session_id;
  const pending = () =>
    boundary.request(`sessions/${id}`).then(
      ({ body }) => body?.status === "pending",
      () => false,
    );
  return { id, authorizationToken: item.authorization_token, secret, pending };
}
