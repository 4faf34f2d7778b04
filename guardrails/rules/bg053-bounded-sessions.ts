import { parseProfileTarget } from "../../model/names";
import type { Rule } from "../rule";
import { boundary } from "../sources";

const CAP = 43200;

export const BG053: Rule = {
  id: "BG053",
  title: "Sessions are bounded in time and connections",
  why: "By default, Boundary allows eight hours and any number of connections.",
  sources: [boundary("domain-model/targets#attributes", "targets, session_max_seconds and session_connection_limit")],
  remedy: "Set the profile's limits.session and limits.connections.",
  severity: "medium",
  stops: "synth",
  *check(tree) {
    for (const { construct, attributes } of tree.of("boundary_target")) {
      const [seconds, connections] = [
        Number(attributes["session_max_seconds"] ?? 0),
        Number(attributes["session_connection_limit"] ?? -1),
      ];
      if (!(seconds > 0 && seconds <= CAP && connections > 0))
        yield {
          construct,
          value: `${seconds} s, ${connections} connections`,
          allowed: `1 to ${CAP} s, at least one connection`,
          at: ["profiles", parseProfileTarget(String(attributes["name"]))?.profile ?? "", "limits"],
        };
    }
  },
};
