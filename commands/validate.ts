import { loadEnvironments } from "../config/load";
import { ConfigurationError, problemText } from "../config/problems";
import { EXIT } from "../config/user-error";
import { ENGINES } from "../constructs/engines";
import { command } from "./command";
import { AS_OF_FLAG, ENVIRONMENT_FLAGS } from "./environment-flags";

export const validate = command({
  description: `Checks environments/*.yaml and prints every problem. docs/errors.md explains the codes.

With --json: [{code,file,line,column,path,value,allowed,remedy}]`,
  flags: { ...ENVIRONMENT_FLAGS, asOf: AS_OF_FLAG },
  exits: { 0: "no problems", 1: "problems" },
  run({ options }) {
    try {
      const { environments } = loadEnvironments(options, ENGINES);
      const names = environments.map(({ environment }) => environment.environment).join(", ");
      return { text: `no problems: ${names}`, json: [] };
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      // The problems are the answer, so they go to standard output.
      const text = error.problems.map(problemText).join("\n");
      return { exitCode: EXIT.failed, text, json: error.problems };
    }
  },
});
