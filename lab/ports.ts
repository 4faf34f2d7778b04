import { randomInt } from "node:crypto";
import { createServer, type Server } from "node:net";

/** Below the ports that systems give to outgoing connections, of which Linux's begin first. */
const [FIRST, END] = [10_000, 32_768];
/** Ports that belong together; who listens on the first one has the others for itself. */
const BLOCK = 32;
/** A lab that listens on it has the usual ports for itself. */
const USUAL = 9199;

/**
 * Picks TCP ports of 127.0.0.1 that nobody uses, each once. A lab's servers take their ports seconds after the pick.
 * Another lab that starts meanwhile would find them free. So each lab first claims a block of ports, or the usual ones.
 * The claim is a port that it listens on until `release`, or until the end of the process.
 */
export class Ports {
  private readonly claims: Server[] = [];
  private readonly tried = new Set<number>();
  private block: number[] = [];

  private constructor(private readonly usualFirst: boolean) {}

  /** @param environment `LAB_PORTS=any` keeps away from the usual ports */
  static async claim(environment: NodeJS.ProcessEnv = process.env): Promise<Ports> {
    const usual = environment["LAB_PORTS"] === "any" ? undefined : await listen(USUAL);
    const ports = new Ports(usual !== undefined);
    if (usual !== undefined) ports.claims.push(usual);
    return ports;
  }

  /** The usual one, or any when that is taken or there is none. */
  async pick(usual?: number): Promise<number> {
    if (this.usualFirst && usual !== undefined && (await this.take(usual))) return usual;
    for (;;) {
      const port = this.block.pop();
      if (port === undefined) await this.claimBlock();
      else if (await this.take(port)) return port;
    }
  }

  /** To be called when the servers listen. */
  release(): void {
    for (const claim of this.claims.splice(0)) claim.close();
  }

  private async take(port: number): Promise<boolean> {
    if (this.tried.has(port)) return false;
    this.tried.add(port); // before anything is awaited: another pick may run
    return isFree(port);
  }

  /** A block in which nothing listens: one with a free port may belong to a lab whose server is about to start again. */
  private async claimBlock(): Promise<void> {
    const first = FIRST + BLOCK * randomInt(Math.floor((END - FIRST) / BLOCK));
    const claim = await listen(first);
    if (claim === undefined) return;
    const others = Array.from({ length: BLOCK - 1 }, (_, index) => first + 1 + index);
    if ((await Promise.all(others.map(isFree))).includes(false)) {
      claim.close();
      return;
    }
    this.claims.push(claim);
    this.block.push(...others);
  }
}

/** `undefined` when somebody else listens there. */
function listen(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () => resolve(server.unref()));
  });
}

async function isFree(port: number): Promise<boolean> {
  const server = await listen(port);
  if (server === undefined) return false;
  await new Promise((resolve) => server.close(resolve));
  return true;
}
