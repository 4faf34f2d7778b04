import { existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { loadEnvironments } from "./config/load";
import type { Environment } from "./config/schema";
import { UsageError } from "./config/user-error";
import { run } from "./operations/clients/run";
import { which } from "./operations/clients/which";
import type { DrillCast } from "./operations/drill/cast";
import { drill } from "./operations/drill/drill";
import { AccountsRefused, EnrolledAccounts } from "./operations/drill/enrolled-accounts";
import type { DrillPlace } from "./operations/drill/place";
import { stepText, writeRecord } from "./operations/drill/record";
import { type Servers, serversOf } from "./operations/servers";

const USAGE = `Usage: npm run drill -- --environment NAME --accounts FILE [--json]

Takes an emergency through a deployed environment, with accounts that were enrolled for drills (docs/enrolment.md),
and writes a record to drills/NAME/<time>.md and .json. Commit it: synthesis prints it as the last drill.

  --environment NAME  the environment                                     ENVIRONMENT
  --environments DIR  folder of the environment files                     ENVIRONMENTS_DIR
  --accounts FILE     the drill's accounts, YAML, mode 0600:              DRILL_ACCOUNTS
                        responder: { person, profile, target, totp, staffToken (optional) }
                        approver: { person, password, totp }
                        operator: { person, password, totp }
                      totp is the otpauth:// address that Vault showed at the enrolment
  --json              the record as JSON on standard output

Needs the vault and boundary clients, the target's own (psql, mariadb, ssh, curl), and BOUNDARY_AUTH_METHOD_ID (output boundary_login of the break-glass
stack). VAULT_CACERT and BOUNDARY_CACERT name CAs. What the following do not give is recorded as not checked:
  DRILL_TARGET_ADMIN      for PostgreSQL: postgresql:// address of a role that reads pg_roles and pg_stat_activity
  DRILL_VAULT_AUDIT, DRILL_BOUNDARY_AUDIT    files of the audit trails
  DRILL_PIPELINE_TOKEN    a pipeline's Vault token: enables the responder again, as a reviewed change would

Exit codes: 0 passed, 1 failed, 2 usage.`;

async function main(args: string[]): Promise<number> {
  const options = readArguments(args);
  if (options === undefined) {
    console.log(USAGE);
    return 0;
  }
  const loaded = loadEnvironments(options);
  const environment = loaded.environments[0]?.environment;
  if (environment === undefined) throw new UsageError(`There is no environment ${options.environment}.`);
  const servers = serversOf(environment, process.env);
  const accounts = await EnrolledAccounts.read(options.accounts, servers.vault);
  checkCast(environment, accounts.cast);
  const place = placeOf(environment, servers, process.env, accounts.cast.target);
  const record = await drill(place, accounts, accounts.cast, (step) => {
    if (!options.json) console.log(stepText(step));
  });
  const file = writeRecord(loaded.drills, record);
  if (options.json) console.log(JSON.stringify(record, null, 2));
  else {
    const left = record.notChecked === 0 ? "" : `, ${record.notChecked} steps not checked`;
    console.log(`The drill ${record.passed ? "passed" : "failed"}${left}: ${file}`);
  }
  return record.passed ? 0 : 1;
}

function readArguments(args: string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const options = { environments: text, environment: text, accounts: text, json: flag, help: flag };
  let values: ReturnType<typeof parseArgs<{ options: typeof options }>>["values"];
  try {
    values = parseArgs({ args, options, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split(". ")[0]}. See --help.`);
  }
  if (values.help) return undefined;
  const environment = values.environment ?? process.env["ENVIRONMENT"];
  const accounts = values.accounts ?? process.env["DRILL_ACCOUNTS"];
  if (environment === undefined || accounts === undefined)
    throw new UsageError("--environment and --accounts are needed. See --help.");
  if (!existsSync(accounts)) throw new UsageError(`There is no file ${accounts}.`);
  const environments = values.environments ?? process.env["ENVIRONMENTS_DIR"] ?? "environments";
  return { environments, environment, accounts, json: values.json ?? false };
}

/** The accounts name people and things that the environment has. */
function checkCast({ profiles, environment }: Environment, cast: DrillCast): void {
  const profile = profiles[cast.profile];
  const wrong = [
    ...(profile === undefined ? [`there is no profile ${cast.profile}`] : []),
    ...(profile?.responders.includes(cast.responder) === false ? [`${cast.responder} is no responder of it`] : []),
    ...(profile?.approvers.includes(cast.approver) === false ? [`${cast.approver} is no approver of it`] : []),
    ...(profile?.access.some(({ target }) => target === cast.target) === false
      ? [`${cast.target} is no target of it`]
      : []),
  ];
  if (wrong.length > 0) throw new AccountsRefused(`${environment}, profile ${cast.profile}: ${wrong.join("; ")}.`);
}

function placeOf(environment: Environment, servers: Servers, variables: NodeJS.ProcessEnv, target: string): DrillPlace {
  const program = (name: string) => {
    const path = which(name);
    if (path === undefined) throw new UsageError(`The ${name} client is not on PATH.`);
    return path;
  };
  const authMethodId = variables["BOUNDARY_AUTH_METHOD_ID"];
  if (authMethodId === undefined) throw new UsageError("BOUNDARY_AUTH_METHOD_ID is not set. See --help.");
  const administrator = environment.targets[target]?.kind === "postgres" ? variables["DRILL_TARGET_ADMIN"] : undefined;
  const pipeline = variables["DRILL_PIPELINE_TOKEN"];
  const [vaultAudit, boundaryAudit] = [variables["DRILL_VAULT_AUDIT"], variables["DRILL_BOUNDARY_AUDIT"]];
  return {
    environment,
    vault: servers.vault,
    ca: servers.ca,
    caFile: servers.caFile,
    authMethodId,
    programs: { vault: program("vault"), boundary: program("boundary") },
    client: (name) => which(name),
    ...(administrator === undefined ? {} : { left: (_, user) => leftOf(program("psql"), administrator, user) }),
    ...(vaultAudit === undefined || boundaryAudit === undefined
      ? {}
      : {
          audit: {
            vault: () => readFileSync(vaultAudit, "utf8"),
            boundary: () => readFileSync(boundaryAudit, "utf8"),
          },
        }),
    ...(pipeline === undefined
      ? {}
      : {
          enable: async (id) => {
            await servers.vault.expect(`identity/entity/id/${id}`, {
              method: "POST",
              token: pipeline,
              body: { disabled: false },
            });
          },
        }),
  };
}

/** What a database still has of a user. The address holds a password, so it goes by the environment. */
async function leftOf(psql: string, address: string, user: string): Promise<string> {
  const url = new URL(address);
  const env = {
    PGHOST: url.hostname,
    PGPORT: url.port || "5432",
    PGUSER: decodeURIComponent(url.username),
    PGPASSWORD: decodeURIComponent(url.password),
    PGDATABASE: url.pathname.slice(1),
    PGSSLMODE: url.searchParams.get("sslmode") ?? "verify-full",
    PGSSLROOTCERT: url.searchParams.get("sslrootcert") ?? undefined,
  };
  const sql = `SELECT rolname FROM pg_roles WHERE rolname = :'user' UNION ALL SELECT pid::text FROM pg_stat_activity WHERE usename = :'user'`;
  return (await run(psql, ["--no-psqlrc", "-qtAX", "-v", `user=${user}`], { env, input: sql })).stdout.trim();
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
