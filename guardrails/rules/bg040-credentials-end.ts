import { ENGINES } from "../../constructs/engines";
import { parseCredentialRole } from "../../model/names";
import { targetsInUse } from "../../model/targets-in-use";
import type { Rule } from "../rule";
import { measured, vault } from "../sources";
import { secondsOf } from "../tree";

const GUARDS = ENGINES.flatMap(({ guard }) => guard ?? []);
/** Types of credential roles, each once: every database has the same. */
const ROLES = new Map(GUARDS.flatMap(({ roles }) => (roles === undefined ? [] : [[roles.type, roles] as const])));

export const BG040: Rule = {
  id: "BG040",
  title: "A credential ends with its session",
  why: "Boundary renews leases, so only max_ttl bounds the life of a credential.",
  sources: [
    vault("docs/secrets/databases", "database secrets engine"),
    vault("docs/secrets/kubernetes", "Kubernetes secrets engine"),
    vault("docs/secrets/ssh/signed-ssh-certificates", "signed SSH certificates"),
    vault("docs/secrets/rabbitmq", "RabbitMQ secrets engine"),
    measured("What bounds a credential"),
  ],
  remedy: "Set max_ttl to the profile's session limit.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    const sessionOf = (profile: string) => tree.environment.profiles[profile]?.limits.session ?? 0;
    for (const { type, longest: longestOf } of ROLES.values()) {
      for (const { construct, attributes } of tree.of(type)) {
        const profile = parseCredentialRole(String(attributes["name"]))?.profile ?? "";
        const limit = sessionOf(profile);
        const longest = secondsOf(longestOf(attributes));
        if (!(longest > 0 && longest <= limit))
          yield {
            construct,
            value: `max_ttl = ${longest}`,
            allowed: `1 to ${limit} s`,
            at: ["profiles", profile, "limits"],
          };
      }
    }
    const targets = targetsInUse(tree.accesses);
    for (const { mounts } of GUARDS) {
      if (mounts === undefined) continue;
      for (const { construct, attributes } of tree.of("vault_mount")) {
        if (attributes["type"] !== mounts.type) continue;
        const path = String(attributes["path"]);
        const target = path.split("/").at(-1) ?? "";
        const bound = tree
          .of("vault_generic_endpoint")
          .find((endpoint) => tree.textOf(endpoint.attributes["path"]) === `${path}/${mounts.path}`);
        const longest = secondsOf(mounts.longest(JSON.parse(String(bound?.attributes["data_json"] ?? "{}"))));
        const limit = targets.get(target)?.longestSession ?? 0;
        if (!(longest > 0 && longest <= limit))
          yield { construct, value: `max_ttl = ${longest}`, allowed: `1 to ${limit} s`, at: ["targets", target] };
      }
    }
  },
};
