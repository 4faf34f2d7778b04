import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Document } from "yaml";
import { credentialOf } from "../../constructs/engines/ends";
import { engineOf } from "../../constructs/engines/engine-of";
import { type ClientRun, textOf } from "../../constructs/engines/exchange";
import { LAB_CAST as CAST, drillPlace } from "../../lab/drills";
import { LabFolder } from "../../lab/folder";
import { Lab } from "../../lab/lab";
import { until } from "../../lab/processes";
import { findPrograms } from "../../lab/programs";
import { SelfEnrolled } from "../../lab/self-enrolled";
import { kindsOf, withoutTarget } from "../../lab/targets/lab-targets";
import type { MariadbServer } from "../../lab/targets/mariadb";
import type { PostgresTarget } from "../../lab/targets/postgres";
import { type Access, accessesOf } from "../../model/accesses";
import {
  approverEntity,
  auditorEntity,
  CONTROLLERS,
  MOUNTS,
  operatorEntity,
  PIPELINE,
  responderEntity,
  TRANSIT,
  targetAlias,
} from "../../model/names";
import { activate } from "../../operations/activate";
import { approve, unwrap } from "../../operations/approve";
import { authorizeBoundary, boundaryLogin, collectToken } from "../../operations/boundary-login";
import { BoundaryClient } from "../../operations/clients/boundary-client";
import type { Answer } from "../../operations/clients/https";
import { HttpsClient } from "../../operations/clients/https";
import { run } from "../../operations/clients/run";
import type { SecondFactor } from "../../operations/clients/second-factor";
import { authorizeSession, type Session } from "../../operations/clients/session";
import { SessionClient, THROUGH_BOUNDARY } from "../../operations/clients/session-client";
import type { VaultRequest } from "../../operations/clients/vault-client";
import type { DrillPlace } from "../../operations/drill/place";
import { end } from "../../operations/end/end";
import type { Ending } from "../../operations/end/ending";
import { enrolmentIds } from "../../operations/enrol";
import type { CredentialRequest } from "../../policies/credential-request";
import { turn } from "./turns";

export const PROJECT = join(__dirname, "..", "..");
export const INCIDENT = "LIVE-1";

/**
 * The lab's people, who never wait for a code. A person whose code of this half minute is used enrols again. The
 * tokens of duties are used again while they are young.
 */
class TestPeople extends SelfEnrolled {
  private readonly tokens = new Map<string, { token: string; until: number }>();

  override async factor(person: string, entity: string, mount?: string): Promise<SecondFactor> {
    const factor = await super.factor(person, entity, mount);
    if (!factor.authenticator.spent) return factor;
    await this.enrolAnew(entity);
    return super.factor(person, entity, mount);
  }

  /** Destroys an enrolment, as an operator does for a lost phone; the next use enrols. */
  async enrolAnew(entity: string): Promise<void> {
    await this.lab.ceremonies.forgetEnrolment(entity);
    this.destroyed(entity);
  }

  override async dutyToken(person: string, entity: string, mount: string): Promise<string> {
    const known = this.tokens.get(entity);
    if (known !== undefined && known.until > Date.now()) return known.token;
    const token = await super.dutyToken(person, entity, mount);
    this.tokens.set(entity, { token, until: Date.now() + 240_000 });
    return token;
  }

  /** Somebody destroyed the enrolment; the next use enrols. */
  destroyed(entity: string): void {
    this.forget(entity);
    this.tokens.delete(entity);
  }

  /** A login of its own, for a test that spends the token. */
  freshDutyToken(person: string, entity: string, mount: string): Promise<string> {
    return super.dutyToken(person, entity, mount);
  }
}

/** A Vault alone, without anything deployed, and a root token for the test. */
export async function startVault() {
  await turn();
  const lab = await newLab(onlyOrders);
  await lab.up(() => undefined);
  let root = "";
  let done: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    done = resolve;
  });
  let ceremony: Promise<void> = Promise.resolve();
  await new Promise<void>((ready) => {
    ceremony = lab.servers.vault.asKeyHolders((token) => {
      root = token;
      ready();
      return held;
    });
  });
  const stop = async () => {
    done();
    await ceremony;
    await lab.down(() => undefined);
  };
  return { vault: lab.servers.vault.client, root, stop };
}

/** A lab of its own, which is not started yet. */
export async function newLab(change?: (document: Document) => void): Promise<Lab> {
  const folder = mkdtempSync(join(tmpdir(), "break-glass-live-"));
  rmSync(folder, { recursive: true });
  const labs = process.env["LIVE_LABS"];
  if (labs !== undefined) appendFileSync(labs, `${folder}\n`); // before anything of it starts
  const programs = await findPrograms(PROJECT, { step: console.warn });
  return new Lab(PROJECT, new LabFolder({ LAB_DIR: folder }), programs, change);
}

/** A lab of PostgreSQL's target alone: a third of the resources. */
export function onlyOrders(document: Document): void {
  for (const id of Object.keys(kindsOf(document))) if (id !== CAST.target) withoutTarget(document, id);
}

// Suites run beside each other, and beside a person's own lab.
process.env["LAB_PORTS"] = "any";

/** A deployed lab, and what its people do in one line. */
export class World {
  readonly people: TestPeople;

  private constructor(
    readonly lab: Lab,
    public place: DrillPlace,
  ) {
    this.people = new TestPeople(lab);
  }

  /** Starts and deploys a lab of its own, when nothing is timed any more. */
  static async start(change?: (document: Document) => void): Promise<World> {
    await turn();
    return World.startAtOnce(change);
  }

  /** For the suite that times. */
  static async startAtOnce(change?: (document: Document) => void): Promise<World> {
    const lab = await newLab(change);
    try {
      await lab.up(() => undefined);
      await lab.deploy(() => undefined);
      return await World.of(lab);
    } catch (error) {
      await lab.down(() => undefined).catch(console.error); // the first error is the one to see
      throw error;
    }
  }

  /** The people of a lab that somebody else deployed. */
  static async of(lab: Lab): Promise<World> {
    return new World(lab, await drillPlace(lab));
  }

  stop(): Promise<void> {
    return this.lab.down(() => undefined);
  }

  get vault() {
    return this.lab.servers.vault.client;
  }

  request(path: string, options: VaultRequest = {}): Promise<Answer> {
    return this.vault.request(path, { incident: INCIDENT, ...options });
  }

  async status(path: string, options: VaultRequest = {}): Promise<number> {
    return (await this.request(path, options)).status;
  }

  post(path: string, token: string | undefined, body: object = {}): Promise<number> {
    return this.status(path, { method: "POST", token, body });
  }

  staff(person: string): Promise<string> {
    return this.people.staffToken(person);
  }

  approver(person: string = CAST.approver): Promise<string> {
    return this.people.dutyToken(person, approverEntity(person), MOUNTS.approvals);
  }

  operator(person: string = CAST.operator): Promise<string> {
    return this.people.dutyToken(person, operatorEntity(person), MOUNTS.operations);
  }

  auditor(person = "ines-costa"): Promise<string> {
    return this.people.dutyToken(person, auditorEntity(person), MOUNTS.operations);
  }

  factor(person: string, profile: string): Promise<SecondFactor> {
    return this.people.factor(person, responderEntity(person, profile));
  }

  /** Boundary as whom Vault's token names. */
  boundary(token: string): Promise<BoundaryClient> {
    return boundaryLogin(this.vault, token, this.boundaryHttps, this.place.authMethodId, INCIDENT);
  }

  private get boundaryHttps(): HttpsClient {
    return new HttpsClient(this.lab.environment.boundary.address, this.lab.ca);
  }

  /** A login to Boundary with Vault's permission, that waits for its last two requests: the callback and the token. */
  async halfLogin(token: string) {
    const { authMethodId } = this.place;
    const https = this.boundaryHttps;
    const { callback, tokenId } = await authorizeBoundary(this.vault, token, https, authMethodId, INCIDENT);
    return {
      callBack: () => https.request(callback),
      collect: () => collectToken(https, authMethodId, tokenId),
    };
  }

  async wrappedApproval(person: string, profile: string, by: string = CAST.approver): Promise<string> {
    return approve(this.vault, await this.approver(by), { person, profile, incident: INCIDENT, wrapTtl: 30 });
  }

  async approval(person: string = CAST.responder, profile: string = CAST.profile, by?: string): Promise<string> {
    return unwrap(this.vault, await this.wrappedApproval(person, profile, by), INCIDENT);
  }

  /** A Vault token of an active responder. */
  async activated(person: string = CAST.responder, profile: string = CAST.profile): Promise<string> {
    const [jwt, factor] = [await this.approval(person, profile), await this.factor(person, profile)];
    return activate(this.vault, { profile, jwt, factor, incident: INCIDENT });
  }

  /** Any answer to an activation, with or without a second factor. */
  async activation(profile: string, jwt: string, factor?: SecondFactor): Promise<Answer> {
    const mfa = factor === undefined ? undefined : `${factor.methodId}:${await factor.authenticator.code()}`;
    return this.request(`auth/${MOUNTS.breakGlass}/login`, { method: "POST", body: { role: profile, jwt }, mfa });
  }

  async endNow(person: string = CAST.responder, profile: string = CAST.profile): Promise<Ending> {
    const token = await this.operator();
    const { environment } = this.lab;
    return end(this.vault, token, () => this.boundary(token), { environment, person, profile, incident: INCIDENT });
  }

  /** The ids of an enrolment, as its person sees them. */
  async enrolment(person: string, entity: string) {
    return enrolmentIds(this.vault, await this.staff(person), entity);
  }

  /** An approver sets their current password, with the forced settings. */
  async setsOwnPassword(person: string): Promise<number> {
    const name = approverEntity(person);
    await this.people.factor(person, name, MOUNTS.approvals);
    return this.post(`auth/${MOUNTS.approvals}/users/${name}`, await this.staff(person), {
      password: this.people.password(name),
      token_no_default_policy: true,
      token_bound_cidrs: "127.0.0.0/8",
    });
  }

  /** Boundary's Vault token for one profile, as whoever reads Terraform's state has it. */
  async boundarysToken(profile: string): Promise<string> {
    const state = JSON.parse(readFileSync(this.lab.folder.at("terraform-state", "lab-break-glass.tfstate"), "utf8"));
    const tokens = state.resources.filter(
      ({ type, name }: { type: string; name: string }) =>
        type === "vault_token" && name.includes(`boundary-token_${profile}_0`),
    );
    return tokens[0].instances[0].attributes.client_token;
  }

  /** What a reviewed change does after an end. */
  async enable(entity: string): Promise<void> {
    const { body } = await this.request(`identity/entity/name/${entity}`, { token: await this.operator() });
    await this.lab.ceremonies.enable(body.data.id);
  }

  /** Boundary as the pipeline's account. */
  async pipelineInBoundary(): Promise<BoundaryClient> {
    const https = this.boundaryHttps;
    const { boundaryAuthMethodId, pipelinePassword } = this.lab.state;
    const { body } = await https.request(`/v1/auth-methods/${boundaryAuthMethodId}:authenticate`, {
      method: "POST",
      body: { command: "login", attributes: { login_name: PIPELINE, password: pipelinePassword } },
    });
    return new BoundaryClient(https, body.attributes.token);
  }

  /** A session on the profile's target, with its credentials. */
  async session(person: string = CAST.responder, profile: string = CAST.profile) {
    const boundary = await this.boundary(await this.activated(person, profile));
    const session = await authorizeSession(boundary, this.alias(profile), crypto.randomUUID());
    return { boundary, session };
  }

  /** A session of a responder on any target of a profile. */
  async sessionOn(person: string, profile: string, target: string): Promise<Session> {
    const boundary = await this.boundary(await this.activated(person, profile));
    return authorizeSession(boundary, this.alias(profile, target), crypto.randomUUID());
  }

  /** The name by which responders connect. */
  alias(profile: string, target: string = CAST.target): string {
    return targetAlias(target, profile, this.lab.environment.environment);
  }

  /** What Boundary asks Vault for. */
  credentialRequest(person: string, profile: string, target: string): CredentialRequest {
    const access = this.accesses(profile, target).find((each) => each.person === person);
    const request = access && credentialOf(access);
    if (request === undefined) throw new Error(`${person} has no credential on ${target} through ${profile}`);
    return request;
  }

  private accesses(profile: string, target: string): Access[] {
    return accessesOf(this.lab.environment).filter((each) => each.profile === profile && each.target === target);
  }

  /** What a profile's responders need to use a target. */
  private exchangeOf(profile: string, target: string) {
    const [access] = this.accesses(profile, target);
    if (access === undefined) throw new Error(`${profile} has no ${target} in this lab`);
    const { exchange } = engineOf(access.targetConfig.kind);
    const program = exchange && this.place.client(exchange.program);
    if (exchange === undefined || program === undefined) throw new Error(`there is no client for ${target}`);
    return { exchange, program, declared: access.targetConfig, access: access.accessConfig };
  }

  get sessions(): SessionClient {
    const { environment, folder, programs } = this.lab;
    return new SessionClient(programs.boundary, environment.boundary.address, folder.at("ca.pem"));
  }

  /** A credential straight at a target, as whoever kept it would use it. */
  async use(
    { secret }: Session,
    profile: string,
    target: string,
    change: (client: ClientRun) => ClientRun = (client) => client,
    from?: string,
  ): Promise<"done" | "refused"> {
    const { exchange, program, declared, access } = this.exchangeOf(profile, target);
    const at = { host: declared.address, port: String(declared.port), from };
    const { code } = await this.sessions.directly(program, change(exchange.command(at, secret, declared, access)));
    return code === 0 ? "done" : "refused";
  }

  /** The client through a session, as people use it. */
  async throughClient(session: Session, profile: string, target: string): Promise<"done" | "refused"> {
    const { exchange, program, declared, access } = this.exchangeOf(profile, target);
    const client = exchange.command(THROUGH_BOUNDARY, session.secret, declared, access);
    return (await this.sessions.through(session, program, client)).code === 0 ? "done" : "refused";
  }

  /** A session that is in use; how that ends. */
  async lasting(session: Session, profile: string, target: string): Promise<"ended by itself" | "cut"> {
    const { exchange, program, declared, access } = this.exchangeOf(profile, target);
    const client = exchange.busy?.(THROUGH_BOUNDARY, session.secret, declared, access);
    if (client === undefined) throw new Error(`${target} has nothing that lasts`);
    const ending = this.sessions.through(session, program, client);
    return (await ending).code === 0 ? "ended by itself" : "cut";
  }

  /** SQL of MariaDB's own administrator. */
  asStockAdministrator(sql: string): Promise<"done" | "refused"> {
    const server = this.lab.servers.targets.get("stock-db") as MariadbServer;
    return server.sql(sql).then(
      () => "done" as const,
      () => "refused" as const,
    );
  }

  /** A token for Boundary's keys, as the holders of Vault's keys make it for the controllers. */
  async keysToken(): Promise<string> {
    return this.lab.servers.vault.asKeyHolders(async (token) => {
      const answer = await this.vault.expect(`auth/token/create/${TRANSIT.tokenRole}`, {
        method: "POST",
        token,
        body: {},
      });
      return answer.auth.client_token;
    });
  }

  /** A token of the AppRole of Boundary's controllers, as whoever reads a controller's disk has it. */
  async controllersToken(): Promise<string> {
    const body = {
      role_id: this.lab.folder.read("boundary-role-id"),
      secret_id: this.lab.folder.read("boundary-secret-id"),
    };
    const answer = await this.vault.expect(`auth/${CONTROLLERS.mount}/login`, { method: "POST", body });
    return answer.auth.client_token;
  }

  /** SQL through a new session of a responder, with the clients that people use. */
  async throughSession(sql: string): Promise<"done" | "refused"> {
    return this.through((await this.session()).session, sql);
  }

  /** How the last SQL client in a session ended: why, where it should have been let in. */
  lastClient: string | undefined;

  /** SQL through a session. */
  async through(session: Session, sql: string): Promise<"done" | "refused"> {
    const { secret } = session;
    const env = {
      PGUSER: textOf(secret, "username"),
      PGPASSWORD: textOf(secret, "password"),
      PGDATABASE: "orders",
      PGSSLMODE: "require",
    };
    const { host, port } = THROUGH_BOUNDARY;
    const args = ["-h", host, "-p", port, "--no-psqlrc", "-qtAX", "-v", "ON_ERROR_STOP=1", "-c", sql];
    const result = await this.sessions.through(session, this.lab.programs.psql, { args, env });
    const { code, retries, stderr } = result;
    this.lastClient = `the client in ${session.id} ended with ${code} after ${retries} retries: ${stderr.trim()}`;
    return code === 0 ? "done" : "refused";
  }

  /** A session in which a query runs for some seconds; how that query ends. */
  async busy(seconds: number) {
    const { boundary, session } = await this.session();
    const query = this.through(session, `SELECT pg_sleep(${seconds})`);
    const running = `SELECT count(*) FROM pg_stat_activity WHERE usename = '${textOf(session.secret, "username")}' AND query LIKE '%pg_sleep%'`;
    await until("the query", 10, async () => (await this.sql(running)) === "1");
    return { boundary, session, query };
  }

  /** Users that Vault made on the target, of one entity or of all, and that are still there. */
  users(entity = "bg"): Promise<string> {
    return this.sql(`SELECT count(*) FROM pg_roles WHERE starts_with(rolname, '${entity}_')`);
  }

  /** kill -9, and nothing tidied up. */
  async kill(server: string): Promise<void> {
    this.lab.processes.kill(server, "SIGKILL");
    await until(
      `the end of ${server}`,
      10,
      async () => !this.lab.processes.running().some(({ name }) => name === server),
    );
  }

  /** Starts the servers that do not run, and unseals Vault. */
  restart(): Promise<void> {
    return this.lab.up(() => undefined);
  }

  /** The variables with which psql reaches the target without Boundary, if the network allows it. */
  directly({ secret }: Session): NodeJS.ProcessEnv {
    const { targetPorts } = this.lab.state;
    return {
      PGHOST: "127.0.0.1",
      PGPORT: String(targetPorts[CAST.target]),
      PGUSER: textOf(secret, "username"),
      PGPASSWORD: textOf(secret, "password"),
      PGDATABASE: "orders",
      PGSSLMODE: "require",
    };
  }

  async psql(env: NodeJS.ProcessEnv, sql: string): Promise<"done" | "refused"> {
    const args = ["--no-psqlrc", "-qtAX", "-v", "ON_ERROR_STOP=1", "-c", sql];
    const { code } = await run(this.lab.programs.psql, args, { env, accept: [0, 1, 2, 3] });
    return code === 0 ? "done" : "refused";
  }

  /** Does something while a group has no members, as after a change that took its people out. */
  async outsideOf<T>(group: string, act: () => Promise<T>): Promise<T> {
    return this.lab.servers.vault.asKeyHolders(async (token) => {
      const { data } = await this.vault.expect(`identity/group/name/${group}`, { token });
      const members = (ids: string[]) =>
        this.vault.expect(`identity/group/id/${data.id}`, { method: "POST", token, body: { member_entity_ids: ids } });
      await members([]);
      try {
        return await act();
      } finally {
        await members(data.member_entity_ids);
      }
    });
  }

  /** Claims signed with the approval key: what only the holders of the keys could have signed. */
  async signed(claims: Readonly<Record<string, string>>, audience = "break-glass-lab"): Promise<string> {
    // before the ceremony, which an enrolment would need for itself
    const approver = await this.approver();
    const name = approverEntity(CAST.approver);
    return this.lab.servers.vault.asKeyHolders(async (token) => {
      const post = (path: string, body: object) => this.vault.expect(path, { method: "POST", token, body });
      const { data: key } = await this.vault.expect("identity/oidc/key/approvals", { token });
      const allow = (ids: string[]) => post("identity/oidc/key/approvals", { ...key, allowed_client_ids: ids });
      await allow([...new Set([...key.allowed_client_ids, audience])]);
      const template = JSON.stringify({ ...claims, approver: "test" });
      await post("identity/oidc/role/test", { key: "approvals", client_id: audience, ttl: "60s", template });
      // Vault signs for an entity, and a root token has none: an approver gets the right for a moment.
      await post("sys/policies/acl/test", { policy: 'path "identity/oidc/token/test" { capabilities = ["read"] }' });
      const { data: entity } = await this.vault.expect(`identity/entity/name/${name}`, { token });
      const policies = (list: string[]) => post(`identity/entity/id/${entity.id}`, { policies: list });
      await policies([...entity.policies, "test"]);
      const signed = await this.vault.expect("identity/oidc/token/test", { token: approver });
      await policies(entity.policies);
      for (const path of ["identity/oidc/role/test", "sys/policies/acl/test"])
        await this.vault.expect(path, { method: "DELETE", token });
      await allow(key.allowed_client_ids);
      return signed.data.token;
    });
  }

  /** Login quotas of the foundation: as declared, or out of the way of a test that logs in often. */
  async quotas(rate: number): Promise<void> {
    await this.lab.servers.vault.asKeyHolders(async (token) => {
      const { data } = await this.vault.expect("sys/quotas/rate-limit", { method: "LIST", token });
      for (const name of data.keys) {
        const quota = await this.vault.expect(`sys/quotas/rate-limit/${name}`, { token });
        await this.vault.expect(`sys/quotas/rate-limit/${name}`, {
          method: "POST",
          token,
          body: { path: quota.data.path, interval: quota.data.interval, rate },
        });
      }
    });
  }

  /** Waits until a login path answers again; at most its interval of a minute. */
  async untilRateAllows(path: string): Promise<void> {
    for (let waited = 0; waited < 90; waited++) {
      if ((await this.status(path, { method: "POST", body: { password: "wrong", role: "x", jwt: "x" } })) !== 429)
        return;
      await sleep(1000);
    }
  }

  async plan(): Promise<string> {
    return (await this.lab.deployment.breakGlass()).plan();
  }

  foundationPlan(): Promise<string> {
    return this.lab.servers.vault.asKeyHolders((token) => this.lab.deployment.foundation(token).plan());
  }

  /** The server that most attacks are tried on. */
  get orders(): PostgresTarget {
    return this.lab.servers.targets.get(CAST.target) as PostgresTarget;
  }

  /** SQL as the superuser of the target. */
  sql(text: string): Promise<string> {
    return this.orders.sql(text);
  }
}
