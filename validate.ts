import { loadEnvironments } from "./config/load";
import { readOptions } from "./config/options";
import { ConfigurationError, problemText } from "./config/problems";
import { UsageError } from "./config/user-error";

const USAGE = `Usage: npm run validate -- [--json] [--environments DIR] [--environment NAME]

Checks environments/*.yaml and prints every problem; --json prints
{code,file,line,column,path,value,allowed,remedy}[]. The codes are in docs/errors.md.

Exit codes: 0 nothing found, 1 problems, 2 usage.`;

function main(): void {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options.help) {
    console.log(USAGE);
    return;
  }
  try {
    const { environments } = loadEnvironments(options);
    const names = environments.map(({ environment }) => environment.environment).join(", ");
    console.log(options.json ? "[]" : `no problems: ${names}`);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    console.log(options.json ? JSON.stringify(error.problems, null, 2) : error.problems.map(problemText).join("\n"));
    process.exitCode = 1;
  }
}

try {
  main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
