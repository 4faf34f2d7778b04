import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** Below the ports that systems give to outgoing connections, of which Linux's begin first. */
const [FIRST, END] = [10_000, 32_768];

/** Picks TCP ports of 127.0.0.1 that nobody uses, each once. */
export class Ports {
  private readonly tried = new Set<number>();
  private readonly usualFirst: boolean;

  /**
   * @param environment `LAB_PORTS=any` keeps away from the usual ports, which two labs that start in the same second
   * would both find free
   */
  constructor(environment: NodeJS.ProcessEnv = process.env) {
    this.usualFirst = environment["LAB_PORTS"] !== "any";
  }

  /** The usual one, or any when that is taken or there is none. */
  async pick(usual?: number): Promise<number> {
    let port = this.usualFirst && usual !== undefined ? usual : randomInt(FIRST, END);
    while (!(await this.take(port))) port = randomInt(FIRST, END);
    return port;
  }

  private async take(port: number): Promise<boolean> {
    if (this.tried.has(port)) return false;
    this.tried.add(port); // before anything is awaited: another pick may run
    return isFree(port);
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
