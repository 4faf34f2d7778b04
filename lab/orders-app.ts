import { timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { VaultClient } from "../operations/clients/vault-client";

/**
 * The lab's sample application: static accounts whose passwords are in Vault's KV. It asks Vault at each
 * login, so a password that was replaced there is refused from the next request on.
 *
 * Usage: node commands/launch.js lab/orders-app.ts SETTINGS.json
 */
interface Settings {
  readonly port: number;
  readonly certificate: string;
  readonly key: string;
  readonly vault: { readonly address: string; readonly ca: string; readonly token: string };
  /** Path of each account's password. */
  readonly accounts: Readonly<Record<string, string>>;
}

const ORDERS = [
  { id: 1, state: "open" },
  { id: 2, state: "stuck" },
];
const HOUR = 3_600_000;

const settings: Settings = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8"));
const { address, ca, token } = settings.vault;
const vault = new VaultClient(address, readFileSync(ca, "utf8"));

/** The account that a Basic authorization logs in; `undefined` for a wrong one, and where Vault does not answer. */
async function accountOf(authorization: string): Promise<string | undefined> {
  const [account = "", ...rest] = Buffer.from(authorization.replace(/^Basic /, ""), "base64")
    .toString()
    .split(":");
  const path = Object.hasOwn(settings.accounts, account) ? settings.accounts[account] : undefined;
  if (path === undefined) return undefined;
  const { body } = await vault.request(path, { token });
  const [given, known] = [Buffer.from(rest.join(":")), Buffer.from(String(body?.data?.data?.password ?? ""))];
  return known.length > 0 && given.length === known.length && timingSafeEqual(given, known) ? account : undefined;
}

createServer({ cert: readFileSync(settings.certificate), key: readFileSync(settings.key) }, (request, response) => {
  const answer = (status: number, body: object) => {
    response.writeHead(status, { "Content-Type": "application/json", "WWW-Authenticate": 'Basic realm="orders"' });
    response.end(`${JSON.stringify(body)}\n`);
  };
  accountOf(request.headers.authorization ?? "").then(
    (account) => {
      if (account === undefined) answer(401, { error: "log in" });
      else if (request.url === "/admin" && account !== "admin") answer(403, { error: "for the administrator" });
      else answer(200, { account, orders: ORDERS });
    },
    () => answer(503, { error: "Vault does not answer" }),
  );
}).listen(settings.port, "127.0.0.1");

setInterval(() => {
  vault.request("auth/token/renew-self", { method: "POST", token }).catch(() => undefined); // tried again in an hour
}, HOUR);
