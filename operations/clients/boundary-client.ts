import { UserError } from "../../config/user-error";
import type { Answer, HttpsClient } from "./https";

/** Boundary's own answer to a request that it refuses. */
export class BoundaryRefusal extends UserError {
  constructor(
    readonly status: number,
    what: string,
  ) {
    super(`Boundary answered ${status} to ${what}`);
  }
}

/** Boundary's API for one logged-in user. */
export class BoundaryClient {
  constructor(
    private readonly https: HttpsClient,
    readonly token: string,
  ) {}

  /** Any answer. `action` is the text after the colon in Boundary's custom methods. */
  request(path: string, method: "GET" | "POST" | "DELETE" = "GET", body?: unknown, correlation?: string) {
    const headers = {
      Authorization: `Bearer ${this.token}`,
      ...(correlation === undefined ? {} : { "X-Correlation-Id": correlation }),
    };
    return this.https.request(`/v1/${path}`, { method, headers, body });
  }

  async expect(
    path: string,
    method: "GET" | "POST" | "DELETE" = "GET",
    body?: unknown,
    correlation?: string,
  ): Promise<Answer["body"]> {
    const answer = await this.request(path, method, body, correlation);
    if (answer.status >= 400) throw new BoundaryRefusal(answer.status, `${path}: ${answer.body?.message ?? ""}`);
    return answer.body;
  }

  /** Every item of a list, all pages. */
  async list(path: string): Promise<Answer["body"][]> {
    const items = new Map<string, unknown>();
    let token = "";
    for (;;) {
      const page = await this.expect(`${path}${token === "" ? "" : `&list_token=${encodeURIComponent(token)}`}`);
      for (const item of page.items ?? []) items.set(item.id, item);
      if (page.response_type !== "delta") return [...items.values()];
      token = page.list_token;
    }
  }
}
