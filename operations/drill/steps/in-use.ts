import { randomUUID } from "node:crypto";
import { authorizeSession, type Session } from "../../clients/session";
import { THROUGH_BOUNDARY } from "../../clients/session-client";
import type { DrillContext } from "../context";
import type { DrillStep } from "../drill-step";
import { NotChecked } from "../not-checked";

/** Characters of a user's name that Vault keeps as they are, where the name is too long for the database. */
const KEPT_OF_A_NAME = 42;

/** A session on the target, and its trace. */
export const IN_USE: readonly DrillStep[] = [
  {
    name: "Boundary opens a session with credentials",
    act: async (drill) => {
      const session = await authorizeSession(drill.get("boundary"), drill.alias, drill.correlation);
      return `${drill.keep("session", session).id}${userText(drill, session)}`;
    },
  },
  {
    name: "a command through the session",
    act: async (drill) => {
      const { client, exchange, access, sessions } = drill;
      const session = drill.get("session");
      const command = drill.command(THROUGH_BOUNDARY, session);
      const { code, stdout, stderr, retries } = await sessions.through(session, client, command);
      // `boundary connect` prints where it listens before what the client prints.
      const answer = stdout.trim().split("\n").at(-1) ?? "";
      const known = exchange.answer(session.secret, access.accessConfig);
      if (code !== 0 || !answer.startsWith(known))
        throw new Error(`${exchange.program} ended with ${code}: ${answer} ${stderr.trim().split("\n").at(-1)}`);
      const milliseconds = Math.round(performance.now() - drill.get("approvedAt"));
      drill.keep("approvalToQueryMilliseconds", milliseconds);
      // The rest of the answer may be a customer's data: the record keeps only that it was right.
      const retried = retries > 0 ? `, ${retries} retries` : "";
      return `${known || "it answered"}${retried}; ${milliseconds} ms after the approval`;
    },
  },
  {
    name: "the incident is in both audit trails",
    act: async ({ place, incident, correlation }) => {
      if (place.audit === undefined) throw new NotChecked(`look for ${incident} and ${correlation} in your trails`);
      const vaultEntries = place.audit.vault();
      if (!vaultEntries.includes(incident)) throw new Error("Vault's audit trail lacks the incident");
      if (!vaultEntries.includes(correlation))
        throw new Error("Vault's entry of the credential lacks the correlation id");
      if (!place.audit.boundary().includes(correlation))
        throw new Error("Boundary's audit trail lacks the correlation id");
      return `${incident}, ${correlation}`;
    },
  },
  {
    // `boundary connect` ends its session with its program, so the session that is to be cut is another.
    name: "another session is in use",
    act: async (drill) => {
      const held = await authorizeSession(drill.get("boundary"), drill.alias, randomUUID());
      return `${drill.keep("held", held).id}${userText(drill, held)}`;
    },
  },
];

/** The user of a credential. A user that Vault made begins with the responder's name. */
function userText({ engine, access }: DrillContext, { secret }: Session): string {
  if (engine.exchange === undefined) return "";
  const user = engine.exchange.user(secret);
  if (engine.rotation !== undefined) return `, the static account ${user}`;
  if (!user.startsWith(`${access.entity}_`.slice(0, KEPT_OF_A_NAME))) throw new Error(`the user is called ${user}`);
  return `, user ${user}`;
}
