import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { approverEntity, auditorEntity, MOUNTS, operatorEntity, responderEntity } from "../../constructs/names";
import { LabFolder } from "../../lab/folder";
import { LAB_CAST as CAST, Lab } from "../../lab/lab";
import { findPrograms } from "../../lab/programs";
import { SelfEnrolled } from "../../lab/self-enrolled";
import type { DrillPlace } from "../../operations/drill";
import { activate, approve, type BoundaryClient, boundaryLogin, unwrap } from "../../operations/emergency";
import { type Ending, end } from "../../operations/end";
import type { Answer } from "../../operations/https";
import { HttpsClient } from "../../operations/https";
import type { SecondFactor } from "../../operations/people";
import type { VaultRequest } from "../../operations/vault-client";

export const PROJECT = join(__dirname, "..", "..");
export const INCIDENT = "LIVE-1";

/**
 * The lab's people, who wait for no code: whose codes of this half minute are used up enrols anew. Tokens
 * of duties are used again while they are young.
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
    await this.lab.forgetEnrolment(entity);
    this.forget(entity);
    this.tokens.delete(entity);
  }

  override async dutyToken(person: string, entity: string, mount: string): Promise<string> {
    const known = this.tokens.get(entity);
    if (known !== undefined && known.until > Date.now()) return known.token;
    const token = await super.dutyToken(person, entity, mount);
    this.tokens.set(entity, { token, until: Date.now() + 240_000 });
    return token;
  }

  /** A login of its own, for a test that spends the token. */
  freshDutyToken(person: string, entity: string, mount: string): Promise<string> {
    return super.dutyToken(person, entity, mount);
  }
}

/** A Vault alone, without anything deployed, and a root token for the test. */
export async function startVault() {
  const lab = await newLab();
  await lab.up(() => undefined);
  let root = "";
  let done: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    done = resolve;
  });
  let ceremony: Promise<void> = Promise.resolve();
  await new Promise<void>((ready) => {
    ceremony = lab.vault.asKeyHolders((token) => {
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
  return { vault: lab.vault.client, root, stop };
}

async function newLab(): Promise<Lab> {
  const folder = mkdtempSync(join(tmpdir(), "break-glass-live-"));
  rmSync(folder, { recursive: true });
  const programs = await findPrograms(PROJECT, { step: console.warn });
  return new Lab(PROJECT, new LabFolder({ LAB_DIR: folder }), programs);
}

/** A deployed lab, and what its people do in one line. */
export class World {
  readonly people: TestPeople;

  private constructor(
    readonly lab: Lab,
    readonly place: DrillPlace,
  ) {
    this.people = new TestPeople(lab);
  }

  /** Starts and deploys a lab of its own. */
  static async start(): Promise<World> {
    const lab = await newLab();
    try {
      await lab.up(() => undefined);
      await lab.deploy(() => undefined);
      return new World(lab, await lab.drillPlace());
    } catch (error) {
      await lab.down(() => undefined);
      throw error;
    }
  }

  stop(): Promise<void> {
    return this.lab.down(() => undefined);
  }

  get vault() {
    return this.lab.vault.client;
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
    const https = new HttpsClient(this.lab.environment.boundary.address, this.lab.ca);
    return boundaryLogin(this.vault, token, https, this.place.authMethodId, INCIDENT);
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

  /** What a reviewed change does after an end. */
  async enable(entity: string): Promise<void> {
    const { body } = await this.request(`identity/entity/name/${entity}`, { token: await this.operator() });
    await this.lab.enable(body.data.id);
  }

  async plan(): Promise<string> {
    return (await this.lab.breakGlass()).plan();
  }

  foundationPlan(): Promise<string> {
    return this.lab.vault.asKeyHolders((token) => this.lab.foundation(token).plan());
  }

  /** SQL as the superuser of the target. */
  sql(text: string): Promise<string> {
    return this.lab.target.sql("orders", text);
  }
}
