import { loadEnvironments } from "../config/load";
import { ENGINES } from "../constructs/engines";
import { terraformProgram } from "../operations/clients/terraform-program";
import { synthesize } from "../operations/synthesize";
import { stackRows, stackTable } from "../reports/stack-table";
import { buildApp } from "../stacks/app";
import { command } from "./command";
import { AS_OF_FLAG, DRILLS_FLAG, ENVIRONMENT_FLAGS } from "./environment-flags";

/** cdktf sets it for the app that it starts, and starts Terraform afterwards. */
const STARTED_BY_CDKTF = "CDKTF_CONTEXT_JSON";

/** environments/*.yaml -> checked configuration -> constructs -> stacks -> guardrails -> cdktf.out */
export const synth = command({
  description: `Reads environments/*.yaml and writes two stacks for each environment to cdktf.out.
cdktf synth, diff and deploy start the same program. They pass no flags on, so use the variables there.`,
  flags: {
    ...ENVIRONMENT_FLAGS,
    asOf: AS_OF_FLAG,
    drills: DRILLS_FLAG,
    bootstrap: {
      summary: "also the stack that makes the pipeline's account in a new Boundary",
      variable: "BOOTSTRAP",
    },
  },
  exits: { 0: "done", 1: "the configuration was refused, and nothing was written" },
  run({ options, env, warn }) {
    // For a missing program cdktf says only "execvp failed".
    if (env[STARTED_BY_CDKTF] !== undefined && env["TERRAFORM_BINARY_NAME"]) terraformProgram(env);
    const loaded = loadEnvironments(options, ENGINES);
    for (const { environment, leftOut } of loaded.environments) {
      for (const { kind, id, reason } of leftOut) {
        warn(`warning: ${environment.environment}: ${kind} ${id} is left out: ${reason}`);
      }
    }
    const stacks = stackRows(loaded, synthesize(buildApp(loaded, options), loaded));
    return { text: stackTable(stacks), json: { asOf: loaded.asOf, stacks } };
  },
});
