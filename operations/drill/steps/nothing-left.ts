import type { DrillStep } from "../drill-step";
import { NotChecked } from "../not-checked";

/** After the end: what the responder had is worth nothing. */
export const NOTHING_LEFT: readonly DrillStep[] = [
  {
    name: "nothing is left of the responder on the target",
    act: async (drill) => {
      const { engine, place, cast } = drill;
      const [first, held] = [drill.get("session").secret, drill.get("held").secret];
      const remains = engine.remains?.(held, new Date());
      if (remains?.verified === false) throw new NotChecked(remains.detail);
      if (remains !== undefined) return remains.detail;
      if (engine.exchange === undefined || place.left === undefined)
        throw new NotChecked("no administrator of the target was given");
      const users = [first, held].map(engine.exchange.user);
      for (const user of users) {
        const left = await place.left(cast.target, user);
        if (left !== "") throw new Error(`of ${user} there is left: ${left}`);
      }
      return users.join(", ");
    },
  },
  {
    name: "the target itself refuses the responder's credential",
    act: async (drill) => {
      const { client, exchange, engine, place, access, cast, sessions } = drill;
      if (place.beside === undefined) throw new NotChecked("the target is reached through Boundary alone");
      const { address, port } = access.targetConfig;
      const at = { host: address, port: String(port), from: place.beside };
      const { code } = await sessions.directly(client, drill.command(at, drill.get("held")));
      if (code === 0) throw new Error(`${cast.target} accepted a credential after its end`);
      const from = engine.outlives === undefined ? "" : ` from ${place.beside}`;
      return `${exchange.program} ended with ${code}${from}`;
    },
  },
  {
    name: "the responder's tokens are refused",
    act: async (drill) => {
      const { status } = await drill.place.vault.request("auth/token/lookup-self", { token: drill.get("vaultToken") });
      if (status !== 403) throw new Error(`Vault answered ${status} to the responder's token`);
      const authorize = await drill.get("boundary").request(`targets/${drill.alias}:authorize-session`, "POST", {});
      if (authorize.status < 400) throw new Error("Boundary opened another session");
      return `Vault ${status}, Boundary ${authorize.status}`;
    },
  },
];
