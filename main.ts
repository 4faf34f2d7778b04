import type { Command } from "./commands/command";
import { runCommand } from "./commands/run";
import { synth } from "./commands/synth";
import { terraformProgram } from "./operations/clients/terraform-program";

/**
 * The cdktf app, as cdktf.json starts it for `cdktf synth`, `diff` and `deploy`:
 *
 * environments/*.yaml -> checked configuration -> constructs -> stacks -> guardrails -> cdktf.out
 *
 * `break-glass synth` is the same. `commands/synth.ts` has the steps in their order, and ARCHITECTURE.md explains them.
 * cdktf passes no flags on, so here every option comes from its environment variable.
 */
const app: Command = {
  ...synth,
  run(input) {
    // cdktf starts Terraform next, and for a missing program it says only "execvp failed".
    if (input.env["TERRAFORM_BINARY_NAME"]) terraformProgram(input.env);
    return synth.run(input);
  },
};

runCommand("break-glass synth", app, process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});
