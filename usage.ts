/** `npm run synth -- --help` */
export const USAGE = `Usage: npm run synth -- [options]

Reads environments/*.yaml and writes two stacks for each environment to cdktf.out.

Options (each has an environment variable, for cdktf synth, diff and deploy):
  --environments DIR   folder of the environment files     ENVIRONMENTS_DIR  default: environments
  --environment NAME   only this environment               ENVIRONMENT       default: all but lab
  --as-of MOMENT       decides expiry and review dates     AS_OF             default: now
                       (with the samples: the date in environments/AS_OF.sample)
  --bootstrap          also the stack that makes the       BOOTSTRAP=1
                       pipeline's account in a new Boundary
  --json               the table as JSON                   JSON_OUTPUT=1
  --help               this text

Exit codes: 0 done, 1 the configuration was refused, 2 usage.`;
