import { UserError } from "../../config/user-error";
import { type Answer, HttpsClient, type Request } from "./https";

export interface VaultRequest extends Request {
  readonly token?: string;
  /** `<method id>:<code>` for one-phase MFA. */
  readonly mfa?: string;
  /** Incident that the request belongs to; in clear in the audit trail. */
  readonly incident?: string;
  /** Seconds; asks for the answer wrapped. */
  readonly wrapTtl?: number;
}

/** Vault refused, or answered something that the caller cannot go on with. */
export class VaultRefusal extends UserError {
  constructor(
    readonly path: string,
    readonly answer: Answer,
  ) {
    const errors: unknown[] = answer.body?.errors ?? [];
    super(`Vault answered ${answer.status} to ${path}: ${errors.map(String).join("; ").trim() || "no reason given"}`);
  }
}

/** Vault's HTTP API. */
export class VaultClient {
  private readonly https: HttpsClient;

  constructor(
    readonly address: string,
    ca: string | undefined,
    private readonly namespace?: string,
  ) {
    this.https = new HttpsClient(address, ca);
  }

  /** Any answer of Vault, refusals included. @throws Unreachable */
  request(path: string, { token, mfa, incident, wrapTtl, headers = {}, ...rest }: VaultRequest = {}): Promise<Answer> {
    const all = {
      ...headers,
      "X-Vault-Request": "true",
      ...(this.namespace === undefined ? {} : { "X-Vault-Namespace": this.namespace }),
      ...(token === undefined ? {} : { "X-Vault-Token": token }),
      ...(mfa === undefined ? {} : { "X-Vault-MFA": mfa }),
      ...(incident === undefined ? {} : { "X-Incident-Id": incident }),
      ...(wrapTtl === undefined ? {} : { "X-Vault-Wrap-TTL": `${wrapTtl}s` }),
    };
    return this.https.request(`/v1/${path}`, { ...rest, headers: all });
  }

  /** The body of a successful answer. @throws VaultRefusal on 4xx and 5xx; Unreachable */
  async expect(path: string, request: VaultRequest = {}): Promise<Answer["body"]> {
    const answer = await this.request(path, request);
    if (answer.status >= 400) throw new VaultRefusal(path, answer);
    return answer.body;
  }
}
