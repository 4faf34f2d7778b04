import { parseArgs } from "node:util";
import { loadEnvironments } from "./config/load";
import { UsageError } from "./config/user-error";
import { end, profilesOf } from "./operations/end/end";
import type { EndedStep, Ending, System } from "./operations/end/ending";
import { boundaryLoginOf, serversOf } from "./operations/servers";

const USAGE = `Usage: npm run end -- --environment E --person P --incident I [--profile NAME] [--json]

Ends a person's emergency access, as an operator: disables the entities, revokes tokens and
credentials in Vault, cancels sessions and deletes tokens in Boundary, and verifies each. Twice is fine.

  --environment E    name of the environment                              ENVIRONMENT
  --environments DIR folder of the environment files                      ENVIRONMENTS_DIR
  --person P         id of the responder
  --profile NAME     only this profile; default: all of the person's
  --incident I       id of the incident, recorded in the audit trails
  --json             the steps as JSON

Log in first (the code is your authenticator's):
  export VAULT_TOKEN=$(vault write -field=token -mfa=<method id>:<code> auth/operations/login/operator_<you> password=-)

VAULT_TOKEN, VAULT_CACERT, BOUNDARY_CACERT and BOUNDARY_AUTH_METHOD_ID (output boundary_login of the
break-glass stack) are read from the environment.

When Boundary is down, Vault's side is ended. When Vault is down, Boundary's is, with the operator's token
of Boundary in BOUNDARY_TOKEN. Both say what stays open, until when, and what to do.

Exit codes: 0 ended, 1 not possible, 2 usage, 3 there was nothing to end, 4 partly ended.`;

async function main(args: string[]): Promise<number> {
  const options = readArguments(args);
  if (options === undefined) {
    console.log(USAGE);
    return 0;
  }
  const { environments, environment: name, person, profile, incident, json } = options;
  const { environments: loaded } = loadEnvironments({ environments, environment: name });
  const environment = loaded[0]?.declared;
  if (environment === undefined) throw new UsageError(`There is no environment ${name}.`);
  if (profilesOf({ environment, person, profile }).length === 0) {
    const known = [...new Set(Object.values(environment.profiles).flatMap(({ responders }) => responders))]
      .sort()
      .join(", ");
    throw new UsageError(
      `${person} is no responder${profile === undefined ? "" : ` of ${profile}`} in ${name}; responders: ${known}.`,
    );
  }
  const token = process.env["VAULT_TOKEN"] === "" ? undefined : process.env["VAULT_TOKEN"];
  if (token === undefined && !process.env["BOUNDARY_TOKEN"])
    throw new UsageError("Neither VAULT_TOKEN nor BOUNDARY_TOKEN is set. Log in as an operator; see --help.");
  const servers = serversOf(environment, process.env);
  const login = boundaryLoginOf(servers, process.env, incident);
  const ending = await end(servers.vault, token, () => login(token), { environment, person, profile, incident });
  const failed = ending.steps.filter(({ problem }) => problem !== undefined).length;
  const ended = ending.steps.reduce((sum, step) => sum + step.ended, 0);
  if (json) console.log(JSON.stringify({ person, incident, ended, failed, ...ending }, null, 2));
  else console.log([...ending.steps.map(stepText), ...summary(ending, ended, person)].join("\n"));
  if (failed > 0) return 4;
  return ended === 0 ? 3 : 0;
}

function readArguments(args: string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const options = {
    environments: text,
    environment: text,
    person: text,
    profile: text,
    incident: text,
    json: flag,
    help: flag,
  };
  let values: ReturnType<typeof parseArgs<{ options: typeof options }>>["values"];
  try {
    values = parseArgs({ args, options, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split(". ")[0]}. See --help.`);
  }
  if (values.help) return undefined;
  const environment = values.environment ?? process.env["ENVIRONMENT"];
  const { person, incident, profile, json = false } = values;
  if (environment === undefined || person === undefined || incident === undefined) {
    throw new UsageError("--environment, --person and --incident are needed. See --help.");
  }
  if (!/^[\w.:-]{1,80}$/.test(incident)) {
    throw new UsageError(`--incident is ${JSON.stringify(incident)}; allowed: at most 80 letters, digits, _ . : -`);
  }
  const environments = values.environments ?? process.env["ENVIRONMENTS_DIR"] ?? "environments";
  return { environments, environment, person, profile, incident, json };
}

const stepText = ({ step, ended, milliseconds, problem }: EndedStep) =>
  problem === undefined
    ? `done    ${step}: ${ended} (${milliseconds} ms)`
    : `FAILED  ${step}: ${problem} (${milliseconds} ms)`;

function summary({ open, expiring }: Ending, ended: number, person: string): string[] {
  const left = expiring.map(({ what, until }) => `Worth nothing without a session, and over at ${until}: ${what}.`);
  if (open.length === 0)
    return [...left, ended === 0 ? "There was nothing to end; everything was verified." : "Ended; nothing is left."];
  const isOpenIn = (system: System) => open.some((each) => each.system === system);
  return [
    "",
    ...left,
    `Stays open for ${person}:`,
    ...open.map(
      ({ what, until }) => `  ${what}: ${until === null ? "until an end ends it" : `at most until ${until}`}`,
    ),
    "Now:",
    ...(isOpenIn("target")
      ? [
          `  - on each target, end the users whose names begin with bg_${person}_:`,
          "    take their login, then cut their connections",
          ...(isOpenIn("Boundary") ? ["  - set BOUNDARY_TOKEN to your token of Boundary, and run this again"] : []),
        ]
      : ["  - while Boundary is down nobody opens a session; run this again before it is up, and right after"]),
    "  - run this again as soon as the servers answer: it ends what is left, and verifies it",
  ];
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = error instanceof UsageError ? 2 : 1;
  },
);
