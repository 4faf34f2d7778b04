import { loadEnvironments } from "./config/load";
import { readOptions } from "./config/options";
import { ConfigurationError } from "./config/problems";
import { UsageError } from "./config/user-error";
import { GuardrailsFailed } from "./guardrails/check";
import { stackRows, stackTable } from "./reports/stack-table";
import { buildApp } from "./stacks/app";
import { synthesize } from "./stacks/synthesize";
import { USAGE } from "./usage";

/** environments/*.yaml -> checked configuration -> constructs -> stacks -> cdktf.out */
function main(): void {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options.help) {
    console.log(USAGE);
    return;
  }
  const loaded = loadEnvironments(options);
  for (const { environment, leftOut } of loaded.environments) {
    for (const { kind, id, reason } of leftOut) {
      console.error(`warning: ${environment.environment}: ${kind} ${id} is left out: ${reason}`);
    }
  }
  const rows = stackRows(loaded, synthesize(buildApp(loaded, options), loaded));
  console.log(options.json ? JSON.stringify({ asOf: loaded.asOf, stacks: rows }, null, 2) : stackTable(rows));
}

try {
  main();
} catch (error) {
  if (!(error instanceof ConfigurationError || error instanceof GuardrailsFailed || error instanceof UsageError))
    throw error;
  console.error(error.message);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
// Ends without tearing the heap down object by object, once the table is written.
process.stdout.write("", () => process.exit());
