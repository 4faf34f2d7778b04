import type { Rule } from "../rule";
import { manual, vault } from "../sources";

export const BG046: Rule = {
  id: "BG046",
  title: "An SSH certificate is a user certificate of one person, valid only from the workers",
  why: "A certificate has no lease. A person who keeps one after the end must not be able to use it from elsewhere.",
  sources: [
    manual("OpenSSH: certificates, source-address", "https://man.openbsd.org/ssh-keygen.1#CERTIFICATES"),
    vault("docs/secrets/ssh/signed-ssh-certificates", "signed SSH certificates"),
  ],
  remedy: "Declare network.workers, and use the ssh engine without changes.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    for (const { construct, attributes } of tree.of("vault_ssh_secret_backend_role")) {
      const networks = String(attributes["default_critical_options"]?.["source-address"] ?? "");
      const users = String(attributes["allowed_users"] ?? "");
      const wrong = [
        ...(users === "" || /[*+]/.test(users) ? [`allowed_users = ${users || "none named"}`] : []),
        ...(attributes["allow_host_certificates"] === true ? ["host certificates"] : []),
        ...(attributes["allow_user_key_ids"] === true ? ["key ids of the caller's choice"] : []),
        ...(networks.split(",").some((network) => /\/0$/.test(network)) ? [`source-address ${networks}`] : []),
        ...(tree.production && networks === "" ? ["no source-address"] : []),
      ];
      if (wrong.length > 0)
        yield {
          construct,
          value: wrong.join(", "),
          allowed: "named principals, user certificates, source-address of the workers",
          at: ["network"],
        };
    }
  },
};
