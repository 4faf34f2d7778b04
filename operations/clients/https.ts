import { Agent, request as send } from "node:https";
import { UserError } from "../../config/user-error";

/** An answer of Vault or Boundary with any status. A JSON body is parsed. */
export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: the servers' answers have no types here
  readonly body: any;
}

export interface Request {
  readonly method?: "GET" | "POST" | "PUT" | "DELETE" | "LIST" | "PATCH";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** The server could not be reached at all. Its answers and refusals are `Answer`s. */
export class Unreachable extends UserError {}

/** An HTTPS client for one server, with the CA that its environment names. */
export class HttpsClient {
  private readonly agent: Agent;

  constructor(
    readonly address: string,
    ca: string | undefined,
  ) {
    this.agent = new Agent({ ca, keepAlive: false });
  }

  /** @throws Unreachable if no answer comes within ten seconds */
  request(path: string, { method = "GET", headers = {}, body }: Request = {}): Promise<Answer> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const fail = (error: Error) => reject(new Unreachable(`${this.address}: ${error.message}`));
      const outgoing = send(`${this.address}${path}`, {
        method,
        agent: this.agent,
        timeout: 10_000,
        headers: { ...headers, ...(text === undefined ? {} : { "Content-Type": "application/json" }) },
      });
      outgoing.on("timeout", () => outgoing.destroy(new Error("no answer within 10 s")));
      outgoing.on("error", fail);
      outgoing.on("response", (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("error", fail);
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("end", () => resolve({ status: incoming.statusCode ?? 0, body: json(Buffer.concat(chunks)) }));
      });
      outgoing.end(text);
    });
  }
}

function json(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString("utf8"));
  } catch {
    return {};
  }
}
