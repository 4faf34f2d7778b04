import type { ClientRun } from "../../constructs/engines/exchange";
import { type RunResult, run } from "./run";
import type { Session } from "./session";
import { withFiles } from "./with-files";

/** The variables for the proxy's address of `boundary connect`. */
export const THROUGH_BOUNDARY = { host: "{{boundary.ip}}", port: "{{boundary.port}}" };

/** Any exit code of a client is accepted, because the caller checks it. */
const ANY_CODE = Array.from({ length: 256 }, (_, code) => code);

/** A lost handshake is one in ten at worst; five in a row are one in a hundred thousand. */
const TRIES = 5;

/** A connection that stays until somebody cuts it, for services whose clients come and go. */
const HOLD =
  "const s=require('node:net').connect(Number(process.argv[2]),process.argv[1]);" +
  "s.on('close',()=>process.exit(1));s.on('error',()=>process.exit(1));s.resume()";

/** Runs the clients that people use, through a session of Boundary or straight at a target. */
export class SessionClient {
  constructor(
    private readonly boundary: string,
    private readonly address: string,
    private readonly caFile: string | undefined,
  ) {}

  /**
   * `boundary connect` around a client. Boundary's worker loses a first handshake now and then, and the client ends,
   * often before it says a word. Nobody was connected then and the session still waits: it is tried again, and counted.
   *
   * The cause is in Boundary 0.21.2 (`Hijack` in `internal/daemon/worker/internal/metric/proxy_ws.go`). The worker takes
   * the connection over from its HTTP server. Bytes that arrive meanwhile go behind the buffer that the websocket
   * library reads. The shorter the way to the worker, the likelier.
   */
  async through(session: Session, program: string, client: ClientRun): Promise<RunResult & { retries: number }> {
    for (let retries = 0; ; retries++) {
      const result = await withFiles(client, ({ args, env }) =>
        run(this.boundary, ["connect", "-exec", program, "--", ...args], {
          env: { ...env, ...this.environment(session) },
          accept: ANY_CODE,
        }),
      );
      if (result.code === 0 || retries === TRIES - 1 || !(await session.pending())) return { ...result, retries };
    }
  }

  /** Holds a connection through a session until it is cut. */
  async hold(session: Session): Promise<void> {
    const { host, port } = THROUGH_BOUNDARY;
    await this.through(session, process.execPath, { args: ["-e", HOLD, host, port] });
  }

  /** The client straight at the target, where the network lets it. */
  directly(program: string, client: ClientRun): Promise<RunResult> {
    return withFiles(client, ({ args, env }) => run(program, args, { env, accept: ANY_CODE }));
  }

  private environment({ authorizationToken }: Session): NodeJS.ProcessEnv {
    return {
      BOUNDARY_ADDR: this.address,
      BOUNDARY_CACERT: this.caFile,
      BOUNDARY_SKIP_CACHE_DAEMON: "1",
      // With more, on one machine, about one first handshake in ten is lost: see `through`.
      GOMAXPROCS: "1",
      BOUNDARY_CONNECT_AUTHZ_TOKEN: authorizationToken,
    };
  }
}
