import { loadEnvironments } from "../config/load";
import { EXIT, UsageError } from "../config/user-error";
import { ENGINES } from "../constructs/engines";
import { end as endAccess, profilesOf } from "../operations/end/end";
import type { EndedStep, Ending, System } from "../operations/end/ending";
import { boundaryLoginOf, serversOf } from "../operations/servers";
import { command } from "./command";
import { ENVIRONMENT_FLAGS } from "./environment-flags";

const INCIDENT = /^[\w.:-]{1,80}$/;

export const end = command({
  description: `Ends a person's emergency access, as an operator. It disables the entities, revokes tokens and
credentials in Vault, cancels sessions and deletes tokens in Boundary, and verifies each step.
You can run it again at any time.`,
  flags: {
    environment: { ...ENVIRONMENT_FLAGS.environment, summary: "name of the environment", required: true },
    environments: ENVIRONMENT_FLAGS.environments,
    person: { value: "ID", summary: "the responder", variable: "END_PERSON", required: true },
    profile: { value: "NAME", summary: "only this profile, instead of all of theirs", variable: "END_PROFILE" },
    incident: {
      value: "ID",
      summary: "the incident, recorded in the audit trails",
      variable: "END_INCIDENT",
      required: true,
      allowed: { text: "at most 80 letters, digits, _ . : -", test: (value) => INCIDENT.test(value) },
    },
  },
  variables: {
    VAULT_TOKEN: "the operator's token of Vault",
    BOUNDARY_TOKEN: "the operator's token of Boundary, for when Vault is down",
    BOUNDARY_AUTH_METHOD_ID: "from the output boundary_login of the break-glass stack",
    VAULT_CACERT: "file with the CA of Vault's certificate",
    BOUNDARY_CACERT: "file with the CA of Boundary's certificate",
  },
  notes: `Log in first (the code is your authenticator's):
  read -rs PASSWORD
  export VAULT_TOKEN=$(printf %s "$PASSWORD" | vault write -field=token -mfa=<method id>:<code> \\
    auth/operations/login/operator_<you> password=-)

If Boundary is down, the command ends Vault's side. If Vault is down, it ends Boundary's side.
It then says what stays open, until when, and what to do.`,
  exits: { 0: "ended, or nothing was left to end", 1: "not possible", 3: "something stays open" },
  async run({ options, env }) {
    const { person, profile, incident } = options;
    const environment = loadEnvironments(options, ENGINES).environments[0]?.declared;
    if (environment === undefined) throw new UsageError(`There is no environment ${options.environment}.`);
    const request = { environment, person, profile, incident };
    if (profilesOf(request).length === 0) {
      const known = new Set(Object.values(environment.profiles).flatMap(({ responders }) => responders));
      const of = profile === undefined ? "" : ` of ${profile}`;
      throw new UsageError(
        `${person} is not a responder${of} in ${options.environment}. The responders: ${[...known].sort().join(", ")}.`,
      );
    }
    const token = env["VAULT_TOKEN"] || undefined;
    if (token === undefined && !env["BOUNDARY_TOKEN"])
      throw new UsageError("Neither VAULT_TOKEN nor BOUNDARY_TOKEN is set. Log in as an operator, see --help.");
    const servers = serversOf(environment, env);
    const login = boundaryLoginOf(servers, env, incident);
    const ending = await endAccess(servers.vault, token, () => login(token), request);
    const failed = ending.steps.filter(({ problem }) => problem !== undefined).length;
    const ended = ending.steps.reduce((sum, step) => sum + step.ended, 0);
    return {
      exitCode: failed > 0 ? EXIT.findings : EXIT.done,
      text: [...ending.steps.map(stepText), ...summary(ending, ended, person)].join("\n"),
      json: { person, incident, ended, failed, ...ending },
    };
  },
});

const stepText = ({ step, ended, milliseconds, problem }: EndedStep) =>
  problem === undefined
    ? `done    ${step}: ${ended} (${milliseconds} ms)`
    : `FAILED  ${step}: ${problem} (${milliseconds} ms)`;

function summary({ open, expiring }: Ending, ended: number, person: string): string[] {
  const left = expiring.map(({ what, until }) => `Worth nothing without a session, and expires at ${until}: ${what}.`);
  if (open.length === 0)
    return [...left, ended === 0 ? "There was nothing to end. Every step was verified." : "Ended. Nothing is left."];
  const isOpenIn = (system: System) => open.some((each) => each.system === system);
  return [
    "",
    ...left,
    `Stays open for ${person}:`,
    ...open.map(({ what, until }) => `  ${what}: ${until === null ? "until the next end" : `at most until ${until}`}`),
    "Now:",
    ...(isOpenIn("target")
      ? [
          `  - On each target, end the users whose names begin with bg_${person}_:`,
          "    remove their login, then cut their connections.",
          ...(isOpenIn("Boundary") ? ["  - Set BOUNDARY_TOKEN to your Boundary token, and run this again."] : []),
        ]
      : ["  - While Boundary is down, nobody opens a session. Run this again before Boundary is up, and right after."]),
    "  - Run this again as soon as the servers answer. It ends the rest, and verifies it.",
  ];
}
