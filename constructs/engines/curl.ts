import { type ClientRun, type Endpoint, type Secret, textOf } from "./exchange";

/** curl over a session. It verifies the server's own name, wherever the connection enters. The login goes in a file. */
export function curl(
  { host, port }: Endpoint,
  secret: Secret,
  target: { readonly address: string; readonly port: number; readonly caCertificate?: string | undefined },
  path: string,
): ClientRun {
  const literal = target.address.includes(":") ? `[${target.address}]` : target.address;
  return {
    args: [
      "--disable",
      "--config",
      "{file:login}",
      "--fail",
      "--silent",
      "--show-error",
      "--max-time",
      "20",
      ...(target.caCertificate === undefined ? [] : ["--cacert", "{file:ca}"]),
      "--connect-to",
      `::${host}:${port}`,
      `https://${literal}:${target.port}${path}`,
    ],
    files: {
      // Neither name nor password of Vault's credentials holds a quote; a static one's might.
      login: `user = "${[textOf(secret, "username"), textOf(secret, "password")].join(":").replace(/["\\]/g, "\\$&")}"\n`,
      ca: target.caCertificate ?? "",
    },
  };
}
