import type { Environment } from "../config/schema";
import { ENGINES } from "../constructs/engines";
import { credentialRole, MOUNTS, responderEntity } from "../constructs/names";
import type { BoundaryClient } from "./emergency";
import { type VaultClient, VaultRefusal } from "./vault-client";

/** One thing that ending does, and how it went. */
export interface EndStep {
  readonly step: string;
  /** What was ended; 0 where there was nothing. */
  readonly ended: number;
  readonly milliseconds: number;
  /** Why it did not work; then it stays open. */
  readonly problem?: string;
}

export interface EndRequest {
  readonly environment: Environment;
  readonly person: string;
  /** @default every profile of the person */
  readonly profile?: string;
  readonly incident: string;
}

/**
 * Ends a person's emergency access: Vault first (no new login, credentials gone), then Boundary (sessions
 * cut, tokens deleted). A step that fails does not keep the others from being done. Twice is fine.
 *
 * @param login as the operator to Boundary; a failure of it is a step that did not work
 */
export async function end(
  vault: VaultClient,
  operatorToken: string,
  login: () => Promise<BoundaryClient>,
  request: EndRequest,
): Promise<EndStep[]> {
  const { environment, person, incident } = request;
  const profiles = Object.entries(environment.profiles)
    .filter(([id, { responders }]) => responders.includes(person) && (request.profile ?? id) === id)
    .map(([id]) => id);
  const entities = profiles.map((profile) => responderEntity(person, profile));
  const steps: EndStep[] = [];
  const step = async (name: string, act: () => Promise<number>) => {
    const started = performance.now();
    const took = () => Math.round(performance.now() - started);
    try {
      steps.push({ step: name, ended: await act(), milliseconds: took() });
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      steps.push({ step: name, ended: 0, milliseconds: took(), problem: error.message });
    }
  };
  const update = (path: string, body: object) =>
    vault.expect(path, { method: "POST", token: operatorToken, incident, body });

  for (const entity of entities) {
    await step(`disable ${entity}`, async () => {
      const { data } = await vault.expect(`identity/entity/name/${entity}`, { token: operatorToken, incident });
      await update(`identity/entity/name/${entity}`, { disabled: true });
      return data.disabled ? 0 : 1;
    });
  }
  const prefixes = profiles.flatMap((profile) => credentialPrefixes(environment, person, profile));
  for (const prefix of [`auth/${MOUNTS.breakGlass}/login`, ...prefixes]) {
    await step(`revoke ${prefix}`, async () => {
      const count = await leases(vault, operatorToken, prefix);
      await update(`sys/leases/revoke-prefix/${prefix}`, { sync: true });
      const left = await leases(vault, operatorToken, prefix);
      if (left > 0) throw new Error(`${left} leases are left; Vault goes on trying`);
      return count;
    });
  }
  let boundary: BoundaryClient | undefined;
  await step("log in to Boundary", async () => {
    boundary = await login();
    return 0;
  });
  if (boundary !== undefined) await endBoundary(boundary, entities, step);
  return steps;
}

type Step = (name: string, act: () => Promise<number>) => Promise<void>;

async function endBoundary(boundary: BoundaryClient, entities: readonly string[], step: Step): Promise<void> {
  const users = new Set<string>();
  const ofUsers = async (path: string) => (await boundary.list(path)).filter(({ user_id: user }) => users.has(user));
  await step("find the users in Boundary", async () => {
    for (const user of await boundary.list("users?scope_id=global&recursive=true")) {
      if (entities.includes(user.full_name ?? user.login_name)) users.add(user.id);
    }
    return 0;
  });
  const live = async () =>
    (await ofUsers("sessions?scope_id=global&recursive=true")).filter(
      ({ status }) => status === "active" || status === "pending",
    );
  await step("cancel sessions", async () => {
    const sessions = await live();
    for (const { id, version } of sessions) await boundary.expect(`sessions/${id}:cancel`, "POST", { version });
    const left = await live();
    if (left.length > 0) throw new Error(`${left.length} sessions are left`);
    return sessions.length;
  });
  await step("delete tokens", async () => {
    const tokens = await ofUsers("auth-tokens?scope_id=global&recursive=true");
    for (const { id } of tokens) await boundary.expect(`auth-tokens/${id}`, "DELETE");
    const left = await ofUsers("auth-tokens?scope_id=global&recursive=true");
    if (left.length > 0) throw new Error(`${left.length} tokens are left`);
    return tokens.length;
  });
}

/** Lease prefixes of a person's credentials through one profile. */
function credentialPrefixes(environment: Environment, person: string, profile: string): string[] {
  const accesses = environment.profiles[profile]?.access ?? [];
  return accesses.flatMap(({ kind, target }) => {
    const mount = ENGINES.find((engine) => engine.kind === kind)?.mount;
    return mount === undefined ? [] : [`${mount.path}/creds/${credentialRole(person, profile, target)}`];
  });
}

async function leases(vault: VaultClient, token: string, prefix: string): Promise<number> {
  const path = `sys/leases/lookup/${prefix}/`;
  const answer = await vault.request(path, { method: "LIST", token });
  if (answer.status === 404) return 0;
  if (answer.status >= 400) throw new VaultRefusal(path, answer);
  return answer.body.data.keys.length;
}
