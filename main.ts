import { runCommand } from "./commands/run";
import { synth } from "./commands/synth";

/**
 * The cdktf app, as cdktf.json starts it for `cdktf synth`, `diff` and `deploy`:
 *
 * environments/*.yaml -> checked configuration -> constructs -> stacks -> guardrails -> cdktf.out
 *
 * `break-glass synth` is the same. commands/synth.ts has the steps, in their order; ARCHITECTURE.md explains them.
 * cdktf passes no flags on, so that here every option comes from its environment variable.
 */
runCommand("break-glass synth", synth, process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});
