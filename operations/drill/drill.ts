import { randomUUID } from "node:crypto";
import type { Environment } from "../../config/schema";
import { engineOf } from "../../constructs/engines";
import { type Endpoint, textOf } from "../../constructs/engines/exchange";
import { readSshCertificate } from "../../constructs/engines/ssh-certificate";
import { approvalRole, approverEntity, MOUNTS, operatorEntity, responderEntity } from "../../model/names";
import { activate } from "../activate";
import { approve, unwrap } from "../approve";
import { boundaryLogin } from "../boundary-login";
import { type Answer, HttpsClient } from "../clients/https";
import type { SecondFactor } from "../clients/second-factor";
import { authorizeSession, type Session } from "../clients/session";
import { SessionClient, THROUGH_BOUNDARY } from "../clients/session-client";
import { VaultCli } from "../clients/vault-cli";
import { type VaultClient, VaultRefusal } from "../clients/vault-client";
import { end } from "../end/end";

/** What a drill needs of the place where it runs. What is absent is recorded as not checked. */
export interface DrillPlace {
  readonly environment: Environment;
  readonly vault: VaultClient;
  readonly ca: string | undefined;
  /** Id of Boundary's auth method for people. */
  readonly authMethodId: string;
  readonly programs: { readonly vault: string; readonly boundary: string };
  /** Path of a client, such as `psql`; `undefined` where the machine lacks it. */
  readonly client: (name: string) => string | undefined;
  readonly caFile: string | undefined;
  /** What the target's own administrator sees of a user; empty when nothing is left. */
  readonly left?: (target: string, user: string) => Promise<string>;
  /**
   * Where the drill reaches targets beside Boundary, as firewalls should prevent elsewhere: an address of this
   * machine that is none of Boundary's workers'.
   */
  readonly beside?: string;
  /** Texts of the audit trails of Vault and Boundary. */
  readonly audit?: { readonly vault: () => string; readonly boundary: () => string };
  /** Re-enables an entity, as the pipeline does after a reviewed change. */
  readonly enable?: (entityId: string) => Promise<void>;
}

/** The people of a drill: their second factors and passwords. */
export interface DrillAccounts {
  /** How they came to be, for the record. */
  readonly origin: string;
  /** Everyday login of a person; absent where the drill has none. */
  readonly staffToken?: (person: string) => Promise<string>;
  factor(person: string, entity: string, mount?: string): Promise<SecondFactor>;
  /** Password of an approver's or operator's user. */
  password(entity: string): string;
}

/** Who drills what. */
export interface DrillCast {
  readonly responder: string;
  readonly approver: string;
  readonly operator: string;
  readonly profile: string;
  readonly target: string;
}

export interface DrillStep {
  readonly step: string;
  readonly outcome: "passed" | "failed" | "not checked";
  readonly milliseconds: number;
  readonly detail: string;
}

/** Record of one drill; it holds no secret. */
export interface DrillRecord extends DrillCast {
  readonly environment: string;
  readonly incident: string;
  readonly correlation: string;
  readonly started: string;
  readonly passed: boolean;
  /** Steps that could not be checked from where the drill ran. */
  readonly notChecked: number;
  /** From the approval to the answer of the first query, machine time. */
  readonly approvalToQueryMilliseconds: number | null;
  /** From the start of `end` until everything was verified dead. */
  readonly endMilliseconds: number | null;
  readonly steps: readonly DrillStep[];
}

/** Takes a whole emergency through the real servers, from enrolment to the end and back to normal. */
export async function drill(
  place: DrillPlace,
  people: DrillAccounts,
  cast: DrillCast,
  progress: (step: DrillStep) => void,
): Promise<DrillRecord> {
  const { environment, vault } = place;
  const { responder, approver, operator, profile, target } = cast;
  const incident = `DRILL-${new Date().toISOString().slice(0, 10)}-${randomUUID().slice(0, 8)}`;
  const correlation = randomUUID();
  const started = new Date().toISOString();
  const boundaryHttps = new HttpsClient(environment.boundary.address, place.ca);
  const subject = responderEntity(responder, profile);
  const alias = `${target}.${profile}.${environment.environment}`;
  const declared = environment.targets[target];
  const access = environment.profiles[profile]?.access.find((each) => each.target === target);
  if (declared === undefined || access === undefined) throw new Error(`${profile} has no target ${target}`);
  const engine = engineOf(declared.kind);
  const { exchange } = engine;
  const sessions = new SessionClient(place.programs.boundary, environment.boundary.address, place.caFile);
  const clientProgram = exchange === undefined ? undefined : place.client(exchange.program);
  /** The client that people use, where there is one. */
  const clientOf = () => {
    if (exchange === undefined) throw new NotChecked(`nothing is known of the service ${target}`);
    if (clientProgram === undefined) throw new NotChecked(`${exchange.program} is missing. ${exchange.install}`);
    return { exchange, program: clientProgram };
  };
  const cli = new VaultCli(place.programs.vault, vault.address, place.caFile, incident);
  const login = (token: string) => boundaryLogin(vault, token, boundaryHttps, place.authMethodId, incident);

  const command = (at: Endpoint, { secret }: Session) => clientOf().exchange.command(at, secret, declared, access);
  /** The user of a credential; one of his own begins with his name. */
  const userText = ({ secret }: Session) => {
    if (exchange === undefined) return "";
    const user = exchange.user(secret);
    if (engine.rotation !== undefined) return `, the static account ${user}`;
    if (!user.startsWith(`${subject}_`.slice(0, 42))) throw new Error(`the user is called ${user}`);
    return `, user ${user}`;
  };

  const steps: DrillStep[] = [];
  const step = async <T>(name: string, act: () => Promise<[detail: string, result: T]>): Promise<T> => {
    const began = performance.now();
    const record = (outcome: DrillStep["outcome"], detail: string) => {
      const done = { step: name, outcome, milliseconds: Math.round(performance.now() - began), detail };
      steps.push(done);
      progress(done);
    };
    try {
      const [detail, result] = await act();
      record("passed", detail);
      return result;
    } catch (error) {
      if (error instanceof NotChecked) {
        record("not checked", error.message);
        return undefined as T;
      }
      record("failed", error instanceof Error ? error.message : String(error));
      throw error;
    }
  };
  const dutyToken = async (person: string, entity: string, mount: string) => {
    const second = await people.factor(person, entity, mount);
    return cli.dutyLogin(mount, entity, people.password(entity), second);
  };
  let approvalToQuery: number | null = null;
  let endTime: number | null = null;

  try {
    const factor = await step("everybody is enrolled", async () => {
      const own = await people.factor(responder, subject);
      await people.factor(approver, approverEntity(approver), MOUNTS.approvals);
      await people.factor(operator, operatorEntity(operator), MOUNTS.operations);
      return [`${responder}, ${approver} and ${operator}: ${people.origin}`, own];
    });
    await step("the everyday login does not reach the target", async () => {
      if (people.staffToken === undefined) throw new NotChecked("no everyday token was given");
      const token = await people.staffToken(responder);
      const role = approvalRole(responder, profile);
      const { status } = await vault.request(`identity/oidc/token/${role}`, { token, incident });
      if (status !== 403) throw new Error(`Vault answered ${status} to an approval`);
      const answer = await refusal(login(token), "Boundary let the everyday login in");
      return [`Vault 403, then ${answer.status} to the login for Boundary`, undefined];
    });
    const approverToken = await step("the approver logs in with his second factor", async () => [
      approver,
      await dutyToken(approver, approverEntity(approver), MOUNTS.approvals),
    ]);
    const approvedAt = performance.now();
    const wrapped = await step("the approver approves, wrapped", async () => [
      approvalRole(responder, profile),
      await cli.approve(approverToken, responder, profile, environment.profiles[profile]?.limits.approval ?? 60),
    ]);
    const vaultToken = await step("the responder activates with his second factor", async () => {
      return [subject, await cli.activate(profile, wrapped, factor)];
    });
    const boundary = await step("the responder logs in to Boundary through Vault", async () => [
      alias,
      await login(vaultToken),
    ]);
    const session = await step("Boundary opens a session with credentials", async () => {
      const opened = await authorizeSession(boundary, alias, correlation);
      return [`${opened.id}${userText(opened)}`, opened];
    });
    await step("a command through the session", async () => {
      const { program } = clientOf();
      const { code, stdout, stderr, retries } = await sessions.through(
        session,
        program,
        command(THROUGH_BOUNDARY, session),
      );
      // `boundary connect` prints where it listens before what the client prints.
      const answer = stdout.trim().split("\n").at(-1) ?? "";
      if (code !== 0 || !answer.startsWith(clientOf().exchange.answer(session.secret, access)))
        throw new Error(
          `${program.split("/").at(-1)} ended with ${code}: ${answer} ${stderr.trim().split("\n").at(-1)}`,
        );
      approvalToQuery = Math.round(performance.now() - approvedAt);
      // What else it answered may be a customer's: the record keeps that it was right.
      const known = exchange?.answer(session.secret, access) || "it answered";
      const retried = retries > 0 ? `, ${retries} retries` : "";
      return [`${known}${retried}; ${approvalToQuery} ms after the approval`, undefined];
    });
    await step("the incident is in both audit trails", async () => {
      if (place.audit === undefined) throw new NotChecked(`look for ${incident} and ${correlation} in your trails`);
      const vaultEntries = place.audit.vault();
      if (!vaultEntries.includes(incident)) throw new Error("Vault's audit trail lacks the incident");
      if (!vaultEntries.includes(correlation))
        throw new Error("Vault's entry of the credential lacks the correlation id");
      if (!place.audit.boundary().includes(correlation))
        throw new Error("Boundary's audit trail lacks the correlation id");
      return [`${incident}, ${correlation}`, undefined];
    });

    // `boundary connect` ends its session with its program, so the one that is to be cut is another.
    const held = await step("another session is in use", async () => {
      const opened = await authorizeSession(boundary, alias, randomUUID());
      return [`${opened.id}${userText(opened)}`, opened];
    });
    const operatorToken = await step("the operator logs in with his second factor", async () => [
      operator,
      await dutyToken(operator, operatorEntity(operator), MOUNTS.operations),
    ]);
    await step("end", async () => {
      const lasting = exchange?.busy;
      const busy =
        lasting === undefined || clientProgram === undefined
          ? sessions.hold(held)
          : sessions.through(held, clientProgram, lasting(THROUGH_BOUNDARY, held.secret, declared, access));
      const cut = busy.then(() => performance.now());
      await Promise.race([
        waitFor(async () => (await boundary.expect(`sessions/${held.id}`)).status === "active"),
        cut.then(() => {
          throw new Error("the client in the session ended before anybody ended it");
        }),
      ]);
      const began = performance.now();
      const ended = await end(vault, operatorToken, () => login(operatorToken), {
        environment,
        person: responder,
        profile,
        incident,
      });
      const problems = ended.steps.filter(({ problem }) => problem !== undefined);
      if (problems.length > 0)
        throw new Error(problems.map(({ step: name, problem }) => `${name}: ${problem}`).join("; "));
      const verified = performance.now();
      const cutAt = await within(10, cut, "the session in use was not cut");
      if (cutAt < began) throw new Error("the client in the session ended before anybody ended it");
      endTime = Math.round(Math.max(verified, cutAt) - began);
      return [
        [
          ...ended.steps.map(({ step: name, ended: count }) => `${name}: ${count}`),
          ...ended.expiring.map(({ what, until }) => `${what}: until ${until}`),
          `${endTime} ms`,
        ].join(", "),
        undefined,
      ];
    });
    await step("nothing is left of him on the target", async () => {
      if (engine.rotation !== undefined)
        throw new NotChecked("a static credential: what is checked is that it is refused");
      if (engine.outlives !== undefined) {
        const { keyId, validBefore } = readSshCertificate(textOf(held.secret, "signed_key"));
        const seconds = Math.max(0, Math.ceil(validBefore - Date.now() / 1000));
        return [`${keyId} has no account of its own; its certificate is over in ${seconds} s`, undefined];
      }
      if (exchange === undefined || place.left === undefined)
        throw new NotChecked("no administrator of the target was given");
      for (const { secret } of [session, held]) {
        const left = await place.left(target, exchange.user(secret));
        if (left !== "") throw new Error(`of ${exchange.user(secret)} there is left: ${left}`);
      }
      return [[session, held].map(({ secret }) => exchange.user(secret)).join(", "), undefined];
    });
    await step("the target itself refuses his credential", async () => {
      const { program } = clientOf();
      if (place.beside === undefined) throw new NotChecked("the target is reached through Boundary alone");
      const at = { host: declared.address, port: String(declared.port), from: place.beside };
      const { code } = await sessions.directly(program, command(at, held));
      if (code === 0) throw new Error(`${target} let him in with the credential that he had`);
      return [
        `${exchange?.program} ended with ${code}${engine.outlives === undefined ? "" : ` from ${place.beside}`}`,
        undefined,
      ];
    });
    await step("his tokens are refused", async () => {
      const { status } = await vault.request("auth/token/lookup-self", { token: vaultToken });
      if (status !== 403) throw new Error(`Vault answered ${status} to the responder's token`);
      const authorize = await boundary.request(`targets/${alias}:authorize-session`, "POST", {});
      if (authorize.status < 400) throw new Error("Boundary opened another session");
      return [`Vault ${status}, Boundary ${authorize.status}`, undefined];
    });
    await step("a new approval does not let him in again", async () => {
      const again = await approve(vault, approverToken, { person: responder, profile, incident, wrapTtl: 30 });
      const jwt = await unwrap(vault, again, incident);
      const activation = activate(vault, { profile, jwt, factor, incident });
      const answer = await refusal(activation, "the disabled entity logged in");
      return [`Vault answered ${answer.status}`, undefined];
    });
    await step("a reviewed change enables him again", async () => {
      if (place.enable === undefined)
        throw new NotChecked(`${subject} stays disabled until a reviewed change enables it`);
      const { data } = await vault.expect(`identity/entity/name/${subject}`, { token: operatorToken, incident });
      await place.enable(data.id);
      const again = await approve(vault, approverToken, { person: responder, profile, incident, wrapTtl: 30 });
      const jwt = await unwrap(vault, again, incident);
      const token = await activate(vault, { profile, jwt, factor, incident });
      await vault.expect("auth/token/revoke-self", { method: "POST", token });
      return ["activated, and ended at once", undefined];
    });
  } catch {
    // recorded by its step
  }
  const passed = steps.every(({ outcome }) => outcome !== "failed");
  return {
    environment: environment.environment,
    ...cast,
    incident,
    correlation,
    started,
    passed,
    notChecked: steps.filter(({ outcome }) => outcome === "not checked").length,
    approvalToQueryMilliseconds: approvalToQuery,
    endMilliseconds: endTime,
    steps,
  };
}

/** What a step needs is not there; the record says so, and the drill goes on. */
class NotChecked extends Error {}

/** Vault's refusal. Any other failure, such as a server that is away, proves nothing and is thrown on. */
async function refusal(attempt: Promise<unknown>, otherwise: string): Promise<Answer> {
  try {
    await attempt;
  } catch (error) {
    if (error instanceof VaultRefusal) return error.answer;
    throw error;
  }
  throw new Error(otherwise);
}

async function waitFor(ask: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await ask())) {
    if (Date.now() > deadline) throw new Error("the session in use did not begin within 10 s");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function within<T>(seconds: number, promise: Promise<T>, otherwise: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${otherwise} within ${seconds} s`)), seconds * 1000);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
