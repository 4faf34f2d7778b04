import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { loadEnvironments } from "./config/load";
import { UsageError } from "./config/options";
import { type BoundaryClient, boundaryLogin } from "./operations/emergency";
import { type EndStep, end } from "./operations/end";
import { HttpsClient } from "./operations/https";
import { VaultClient } from "./operations/vault-client";
import { durationText, longestAccess } from "./reports/longest-access";

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

Exit codes: 0 ended, 1 not possible, 2 usage, 3 there was nothing to end, 4 partly ended.`;

async function main(args: string[]): Promise<number> {
  const options = readArguments(args);
  if (options === undefined) {
    console.log(USAGE);
    return 0;
  }
  const { environments, environment: name, person, profile, incident, json } = options;
  const { environments: loaded } = loadEnvironments({
    environments,
    environment: name,
    json,
    help: false,
    bootstrap: false,
  });
  const environment = loaded[0]?.declared;
  if (environment === undefined) throw new UsageError(`There is no environment ${name}.`);
  const profiles = Object.entries(environment.profiles).filter(([, { responders }]) => responders.includes(person));
  const ids = profiles.map(([id]) => id).filter((id) => profile === undefined || id === profile);
  if (ids.length === 0) {
    const known = [...new Set(Object.values(environment.profiles).flatMap(({ responders }) => responders))]
      .sort()
      .join(", ");
    throw new UsageError(
      `${person} is no responder${profile === undefined ? "" : ` of ${profile}`} in ${name}; responders: ${known}.`,
    );
  }
  const token = process.env["VAULT_TOKEN"];
  if (token === undefined || token === "")
    throw new UsageError("VAULT_TOKEN is not set. Log in as an operator; see --help.");
  const ca = (variable: string, declared?: string) => {
    const file = process.env[variable];
    return file === undefined ? declared : readFileSync(file, "utf8");
  };
  const vault = new VaultClient(environment.vault.address, ca("VAULT_CACERT", environment.vault.caCertificate));
  const boundary = new HttpsClient(
    environment.boundary.address,
    ca("BOUNDARY_CACERT", environment.vault.caCertificate),
  );
  const login = async (): Promise<BoundaryClient> => {
    const method = process.env["BOUNDARY_AUTH_METHOD_ID"];
    if (method === undefined) throw new Error("BOUNDARY_AUTH_METHOD_ID is not set");
    return boundaryLogin(vault, token, boundary, method, incident);
  };
  const steps = await end(vault, token, login, { environment, person, profile, incident });
  const open = steps.filter(({ problem }) => problem !== undefined);
  const ended = steps.reduce((sum, step) => sum + step.ended, 0);
  const longest = Math.max(...ids.map((id) => longestAccess(environment, id).total));
  if (json) console.log(JSON.stringify({ person, incident, ended, open: open.length, steps }, null, 2));
  else console.log([...steps.map(stepText), summary(open.length, ended, longest)].join("\n"));
  if (open.length > 0) return 4;
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

const stepText = ({ step, ended, milliseconds, problem }: EndStep) =>
  problem === undefined
    ? `done    ${step}: ${ended} (${milliseconds} ms)`
    : `FAILED  ${step}: ${problem} (${milliseconds} ms)`;

function summary(open: number, ended: number, longest: number): string {
  if (open === 0) return ended === 0 ? "There was nothing to end; everything was verified." : "Ended; nothing is left.";
  return `${open} steps failed: run it again. Whatever stays open ends by itself at most ${durationText(longest)} after its approval.`;
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
