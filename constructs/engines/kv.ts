import { randomBytes } from "node:crypto";
import { KvSecretBackendV2 } from "@cdktf/provider-vault/lib/kv-secret-backend-v2";
import { Mount } from "@cdktf/provider-vault/lib/mount";
import { named, pem } from "../../config/values";
import { profileTarget } from "../../model/names";
import { curl } from "./curl";
import type { CredentialNames, Engine } from "./engine";
import { type Secret, textOf } from "./exchange";

const MOUNT = "break-glass-kv";

const targetShape = {
  probe: named(/^\/[\w./-]{0,100}$/, "an absolute path of a URL, without query")
    .default("/")
    .describe("Path that answers 2xx to every logged-in user. A drill requests it."),
  caCertificate: pem.optional().describe("CA of the application's certificate, for responders."),
};

const accessShape = {
  account: named(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, "letters, digits, ., _ and -, at most 64").describe(
    "Emergency account of the application, for this profile alone.",
  ),
};

const secretPath = ({ profile, target }: CredentialNames) => `${MOUNT}/data/${profileTarget(profile, target)}`;

/** KV's second version wraps its data once more. */
const data = (secret: Secret): Secret => (secret["data"] as Secret | undefined) ?? secret;

/**
 * Applications without a dynamic engine: one STATIC credential per profile and target in KV, the same for every
 * responder. The application reads its accounts' passwords from the same place (docs/targets.md). So a new password there
 * ends the old one, and each end writes one. Guardrail BG044 requires an exception with an end for each such target.
 */
export const kv: Engine<typeof targetShape, typeof accessShape> = {
  kind: "kv",
  title: "applications, STATIC credential in KV, replaced by each end",
  targetShape,
  accessShape,
  mount: {
    path: MOUNT,
    configuration: ["config"],
    audited: ["config", "metadata/*"],
    declare: (scope, id, path) => {
      const mount = new Mount(scope, id, {
        type: "kv",
        path,
        options: { version: "2" },
        description: "Break-glass STATIC credentials, replaced by each end.",
      });
      new KvSecretBackendV2(scope, `${id}-config`, { mount: mount.path, maxVersions: 2 });
      return mount;
    },
  },
  credential: (names) => ({ path: secretPath(names) }),
  rotation: (names, { account }) => ({
    path: secretPath(names),
    body: () => ({ data: { username: account, password: randomBytes(30).toString("base64url") } }),
  }),
  remains: () => ({ verified: false, detail: "a static credential: what is checked is that it is refused" }),
  exchange: {
    program: "curl",
    install: "macOS: built in · Debian: apt-get install curl · Fedora: dnf install curl",
    user: (secret) => textOf(data(secret), "username"),
    command: (at, secret, target) => curl(at, data(secret), target, target.probe),
    answer: () => "",
  },
  declareTarget: () => ({ declareAccess: () => undefined }),
};
