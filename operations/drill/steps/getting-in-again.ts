import { activate } from "../../activate";
import { approve, unwrap } from "../../approve";
import type { DrillContext } from "../context";
import type { DrillStep } from "../drill-step";
import { NotChecked } from "../not-checked";
import { refusalOf } from "./refusal";

/** After an end: it holds, and a reviewed change takes it back. */
export const GETTING_IN_AGAIN: readonly DrillStep[] = [
  {
    name: "a new approval does not let the responder in again",
    act: async (drill) => {
      const answer = await refusalOf(activateAnew(drill), "the disabled entity logged in");
      return `Vault answered ${answer.status}`;
    },
  },
  {
    name: "a reviewed change enables the responder again",
    act: async (drill) => {
      const { place, access, incident } = drill;
      const { entity } = access;
      if (place.enable === undefined)
        throw new NotChecked(`${entity} stays disabled until a reviewed change enables it`);
      const request = { token: drill.get("operatorToken"), incident };
      const { data } = await place.vault.expect(`identity/entity/name/${entity}`, request);
      await place.enable(data.id);
      const token = await activateAnew(drill);
      await place.vault.expect("auth/token/revoke-self", { method: "POST", token });
      return "activated, and ended at once";
    },
  },
];

/** An activation with an approval of its own. */
async function activateAnew(drill: DrillContext): Promise<string> {
  const { place, cast, incident } = drill;
  const { responder: person, profile } = cast;
  const wrapped = await approve(place.vault, drill.get("approverToken"), { person, profile, incident, wrapTtl: 30 });
  const jwt = await unwrap(place.vault, wrapped, incident);
  return activate(place.vault, { profile, jwt, factor: drill.get("factor"), incident });
}
