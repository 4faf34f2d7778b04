import { existsSync, readFileSync } from "node:fs";
import { loadEnvironments } from "../config/load";
import type { Environment } from "../config/schema";
import { EXIT, UsageError } from "../config/user-error";
import { ENGINES } from "../constructs/engines";
import { which } from "../operations/clients/which";
import type { DrillCast } from "../operations/drill/cast";
import { drill as takeDrill } from "../operations/drill/drill";
import { AccountsRefused, EnrolledAccounts } from "../operations/drill/enrolled-accounts";
import { targetInspection } from "../operations/drill/inspect-target";
import type { DrillPlace } from "../operations/drill/place";
import { stepText, writeRecord } from "../operations/drill/record";
import { type Servers, serversOf } from "../operations/servers";
import { command } from "./command";
import { DRILLS_FLAG, ENVIRONMENT_FLAGS } from "./environment-flags";

const CLIENTS = [...new Set(ENGINES.flatMap(({ exchange }) => exchange?.program ?? []))].join(", ");
const ADMINISTRATORS = ENGINES.flatMap(({ kind, inspection }) =>
  inspection === undefined ? [] : `for ${kind}: ${inspection.administrator}`,
).join("; ");

export const drill = command({
  description: `Practices an emergency on a deployed environment, with accounts that are enrolled for drills
(docs/enrolment.md). Writes a record to drills/NAME/<time>.md and .json.
Commit the record: synthesis prints it as the last drill.`,
  flags: {
    environment: { ...ENVIRONMENT_FLAGS.environment, summary: "name of the environment", required: true },
    environments: ENVIRONMENT_FLAGS.environments,
    drills: DRILLS_FLAG,
    accounts: {
      value: "FILE",
      summary: "the drill's accounts, YAML with mode 0600, see below",
      variable: "DRILL_ACCOUNTS",
      required: true,
    },
  },
  variables: {
    BOUNDARY_AUTH_METHOD_ID: "from the output boundary_login of the break-glass stack; required",
    VAULT_CACERT: "file with the CA of Vault's certificate",
    BOUNDARY_CACERT: "file with the CA of Boundary's certificate",
    DRILL_TARGET_ADMIN: ADMINISTRATORS,
    DRILL_VAULT_AUDIT: "file of Vault's audit trail",
    DRILL_BOUNDARY_AUDIT: "file of Boundary's audit trail",
    DRILL_PIPELINE_TOKEN: "a pipeline's Vault token: enables the responder again, as a reviewed change would",
  },
  notes: `The file of --accounts:
  responder: { person, profile, target, totp, staffToken (optional) }
  approver: { person, password, totp }
  operator: { person, password, totp }
The value of totp is the otpauth:// address that Vault showed at the enrolment.
FILE.codes keeps the codes that a drill used: Vault takes each once in 90 seconds, so the next drill uses others.

The drill needs the vault and boundary clients, and the target's client (${CLIENTS}).
Without a DRILL_ variable, the record says that the drill did not check this part.`,
  exits: { 0: "passed", 1: "failed" },
  async run({ options, env, progress }) {
    const loaded = loadEnvironments(options, ENGINES);
    const environment = loaded.environments[0]?.environment;
    if (environment === undefined) throw new UsageError(`There is no environment ${options.environment}.`);
    if (!existsSync(options.accounts)) throw new UsageError(`There is no file ${options.accounts}.`);
    const servers = serversOf(environment, env);
    const accounts = await EnrolledAccounts.read(options.accounts, servers.vault);
    checkCast(environment, accounts.cast);
    const place = placeOf(environment, servers, env, accounts.cast.target);
    const record = await takeDrill(place, accounts, accounts.cast, (step) => progress(stepText(step)));
    const file = writeRecord(loaded.drills, record);
    const left = record.notChecked === 0 ? "" : `, ${record.notChecked} steps not checked`;
    return {
      exitCode: record.passed ? EXIT.done : EXIT.failed,
      text: `The drill ${record.passed ? "passed" : "failed"}${left}: ${file}`,
      json: record,
    };
  },
});

/** Refuses accounts that name unknown people or targets. */
function checkCast({ profiles, environment }: Environment, cast: DrillCast): void {
  const profile = profiles[cast.profile];
  const wrong = [
    ...(profile === undefined ? [`there is no profile ${cast.profile}`] : []),
    ...(profile?.responders.includes(cast.responder) === false
      ? [`${cast.responder} is not one of its responders`]
      : []),
    ...(profile?.approvers.includes(cast.approver) === false ? [`${cast.approver} is not one of its approvers`] : []),
    ...(profile?.access.some(({ target }) => target === cast.target) === false
      ? [`${cast.target} is not one of its targets`]
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
  const kind = environment.targets[target]?.kind ?? "";
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
    left: targetInspection(kind, variables["DRILL_TARGET_ADMIN"], program),
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
