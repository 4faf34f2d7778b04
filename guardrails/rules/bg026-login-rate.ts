import { MOUNTS } from "../../model/names";
import type { Rule } from "../rule";
import { measured, vault } from "../sources";

const LIMITED = {
  [MOUNTS.approvals]: `auth/${MOUNTS.approvals}/login/*`,
  [MOUNTS.operations]: `auth/${MOUNTS.operations}/login/*`,
  [MOUNTS.breakGlass]: `auth/${MOUNTS.breakGlass}/login`,
};

export const BG026: Rule = {
  id: "BG026",
  title: "Guessing is slow on every login",
  why: "The userpass method has one login path per user. A limit on the mount's own login path matched none of them.",
  sources: [
    vault("docs/concepts/resource-quotas", "rate limit quotas"),
    measured("The login path of userpass includes the user"),
  ],
  remedy: "Declare a rate limit on the path that Vault matches.",
  severity: "medium",
  stops: "synth",
  *check(tree) {
    const { namespace } = tree.environment.vault;
    for (const login of Object.values(LIMITED)) {
      const path = namespace === undefined ? login : `${namespace}/${login}`;
      const quota = tree.of("vault_quota_rate_limit").find(({ attributes }) => attributes["path"] === path);
      if (quota === undefined || quota.attributes["rate"] > 100)
        yield {
          construct: quota?.construct ?? "foundation",
          value: quota === undefined ? `no limit on ${path}` : `${quota.attributes["rate"]} on ${path}`,
          allowed: "at most 100 requests per interval",
        };
    }
  },
};
