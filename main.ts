import { start } from "./commands/run";
import { BREAK_GLASS } from "./commands/table";
import { terraformProgram } from "./operations/clients/terraform-program";

/**
 * The cdktf app: cdktf.json starts it for `cdktf synth`, `diff` and `deploy`.
 *
 * environments/*.yaml -> checked configuration -> constructs -> stacks -> guardrails -> cdktf.out
 *
 * It is `break-glass synth`; commands/synth.ts has these steps in their order. cdktf passes no flags on, so every option
 * comes from its environment variable.
 */
start(BREAK_GLASS, ["synth", ...process.argv.slice(2)], (env) => {
  // cdktf starts Terraform next, and for a missing program it says only "execvp failed".
  if (env["TERRAFORM_BINARY_NAME"]) terraformProgram(env);
});
