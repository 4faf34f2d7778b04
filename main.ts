import { start } from "./commands/run";
import { BREAK_GLASS } from "./commands/table";

/**
 * The cdktf app: cdktf.json starts it for `cdktf synth`, `diff` and `deploy`.
 *
 * environments/*.yaml -> checked configuration -> constructs -> stacks -> guardrails -> cdktf.out
 *
 * It is `break-glass synth`; commands/synth.ts has these steps in their order. cdktf passes no flags on, so every option
 * comes from its environment variable.
 */
start(BREAK_GLASS, ["synth", ...process.argv.slice(2)]);
