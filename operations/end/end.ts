import { setTimeout as sleep } from "node:timers/promises";
import type { Environment } from "../../config/schema";
import { engineOf } from "../../constructs/engines";
import type { Rotation } from "../../constructs/engines/engine";
import { credentialRole, MOUNTS, responderEntity } from "../../model/names";
import type { BoundaryClient } from "../clients/boundary-client";
import { type Answer, Unreachable } from "../clients/https";
import { type VaultClient, VaultRefusal } from "../clients/vault-client";

const DELETE_TOKENS = "delete tokens";

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

/** Access that an end could not take, and when it ends by itself. */
export interface OpenAccess {
  readonly what: string;
  /** ISO time; `null` where only an end ends it. */
  readonly until: string | null;
}

export interface Ending {
  readonly steps: readonly EndStep[];
  /** Empty when everything was verified. */
  readonly open: readonly OpenAccess[];
  /** What nothing revokes, and is worth nothing without a session: certificates, until their end. */
  readonly expiring: readonly OpenAccess[];
}

/**
 * Ends a person's emergency access. First no new login: Vault disables the entities and revokes the tokens. Then, at
 * the same time, credentials in Vault, and sessions and tokens in Boundary, whose workers take up to 2.5 s to cut a
 * session. Last, when he can open no session any more: credentials that he got meanwhile, and static ones. A step that
 * fails does not keep the others from being done, and a server that is away does not keep the other's from being done.
 * Twice is fine.
 *
 * @param operatorToken `undefined` where the operator could not log in to Vault
 * @param login as the operator to Boundary; a failure of it is a step that did not work
 */
export async function end(
  vault: VaultClient,
  operatorToken: string | undefined,
  login: () => Promise<BoundaryClient>,
  request: EndRequest,
): Promise<Ending> {
  const { environment, person, incident } = request;
  const profiles = profilesOf(request);
  const entities = profiles.map((profile) => responderEntity(person, profile));
  const steps: Record<"vault" | "boundary", EndStep[]> = { vault: [], boundary: [] };
  const failed = { vault: false, boundary: false };
  let away: Unreachable | undefined;
  const stepOf =
    (system: keyof typeof failed): Step =>
    async (name, act) => {
      const started = performance.now();
      const took = () => Math.round(performance.now() - started);
      try {
        if (system === "vault" && operatorToken === undefined) throw new Error("there is no VAULT_TOKEN");
        // A server that is away is asked once; each further question would wait ten seconds.
        if (system === "vault" && away !== undefined) throw away;
        steps[system].push({ step: name, ended: await act(), milliseconds: took() });
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        if (system === "vault" && error instanceof Unreachable) away = error;
        failed[system] = true;
        steps[system].push({ step: name, ended: 0, milliseconds: took(), problem: error.message });
      }
    };
  const token = operatorToken ?? "";
  const update = (path: string, body: object) => vault.expect(path, { method: "POST", token, incident, body });

  const inVault = stepOf("vault");
  /** Prefixes that Vault goes on revoking by itself. */
  const queued = new Set<string>();
  const revoke = async (prefix: string) => {
    const count = await leases(vault, token, prefix);
    const request = (sync: boolean) => update(`sys/leases/revoke-prefix/${prefix}`, { sync });
    try {
      await request(true);
    } catch (error) {
      if (!(error instanceof VaultRefusal)) throw error;
      // Such as a target that is down. Queued, a revocation is tried again until it works.
      await request(false);
      queued.add(prefix);
      throw new Error(`${error.message}. Vault goes on trying.`);
    }
    return count;
  };
  const loggingIn = login(); // takes longest, and needs nothing of what comes first
  loggingIn.catch(() => undefined); // its step says so
  for (const entity of entities) {
    await inVault(`disable ${entity}`, async () => {
      const { data } = await vault.expect(`identity/entity/name/${entity}`, { token, incident });
      await update(`identity/entity/name/${entity}`, { disabled: true });
      return data.disabled ? 0 : 1;
    });
  }
  const tokens = `auth/${MOUNTS.breakGlass}/login`;
  const credentials = profiles.flatMap((profile) => credentialPrefixes(environment, person, profile));
  await inVault(`revoke ${tokens}`, async () => {
    const count = await revoke(tokens);
    const left = await leases(vault, token, tokens);
    if (left > 0) throw new Error(`${left} tokens are left`);
    return count;
  });
  const revokeCredentials = async () => {
    for (const prefix of credentials) await inVault(`revoke ${prefix}`, () => revoke(prefix));
  };
  await Promise.all([revokeCredentials(), endBoundary(loggingIn, entities, stepOf("boundary"))]);
  await inVault("revoke what was made meanwhile, until nothing is left", async () => {
    const wait = failed.boundary ? 0 : inFlight(steps.boundary);
    let [count, quiet] = [0, 0];
    for (const deadline = Date.now() + 60_000; quiet < 2; ) {
      if (quiet > 0) await sleep(wait);
      let found = 0;
      for (const prefix of credentials.filter((each) => !queued.has(each)))
        if ((await leases(vault, token, prefix)) > 0) found += await revoke(prefix);
      count += found;
      quiet = found === 0 ? quiet + 1 : 0;
      if (found > 0 && Date.now() > deadline) throw new Error(`${found} leases were left after the last try`);
    }
    return count;
  });
  for (const { path, body } of rotationsOf(environment, person, profiles)) {
    await inVault(`replace the static credential ${path}, used or not`, async () => {
      await update(path, body());
      return 0;
    });
  }
  const now = new Date();
  return {
    steps: [...steps.vault, ...steps.boundary],
    open: leftOpen(environment, profiles, failed, now),
    expiring: expiringAfter(environment, profiles, now),
  };
}

/**
 * Milliseconds after which no credential comes any more that Boundary had begun to ask Vault for when it deleted his
 * tokens: by how long it takes for that itself at the moment.
 */
function inFlight(steps: readonly EndStep[]): number {
  const deletion = steps.find(({ step }) => step === DELETE_TOKENS)?.milliseconds ?? 0;
  return Math.min(5000, Math.max(200, deletion));
}

/** The person's profiles that a request is about. */
export function profilesOf({ environment, person, profile }: Omit<EndRequest, "incident">): string[] {
  return Object.entries(environment.profiles)
    .filter(([id, { responders }]) => responders.includes(person) && (profile ?? id) === id)
    .map(([id]) => id);
}

/** What stays open when the steps of a server failed, by the limits that bound it without an end. */
function leftOpen(
  environment: Environment,
  profiles: readonly string[],
  failed: { readonly vault: boolean; readonly boundary: boolean },
  now: Date,
): OpenAccess[] {
  const longest = (limit: "login" | "session") =>
    Math.max(0, ...profiles.map((profile) => environment.profiles[profile]?.limits[limit] ?? 0));
  const after = (seconds: number) => later(now, seconds);
  const { authTokenTimeToLive } = environment.boundary;
  return [
    ...(failed.vault
      ? [
          { what: "activations with a new approval", until: null },
          { what: "tokens of Vault", until: after(longest("login")) },
          { what: "credentials on the targets", until: after(longest("session")) },
          ...profiles.flatMap((profile) =>
            (environment.profiles[profile]?.access ?? [])
              .filter(({ kind }) => engineOf(kind).rotation !== undefined)
              .map(({ target }) => ({ what: `the static credential of ${target}`, until: null })),
          ),
        ]
      : []),
    ...(failed.boundary
      ? [
          { what: "sessions in Boundary", until: after(longest("session")) },
          // Vault makes credentials for whoever Boundary lets in, a disabled entity or not.
          {
            what: "new sessions with tokens of Boundary, each with credentials",
            until: after(authTokenTimeToLive + longest("session")),
          },
        ]
      : []),
  ];
}

type Step = (name: string, act: () => Promise<number>) => Promise<void>;

async function endBoundary(loggingIn: Promise<BoundaryClient>, entities: readonly string[], step: Step): Promise<void> {
  let client: BoundaryClient | undefined;
  await step("log in to Boundary", async () => {
    client = await loggingIn;
    return 0;
  });
  if (client === undefined) return;
  const boundary = client;
  const users = new Set<string>();
  const ofUsers = async (path: string) => (await boundary.list(path)).filter(({ user_id: user }) => users.has(user));
  const live = async () =>
    (await ofUsers("sessions?scope_id=global&recursive=true")).filter(
      ({ status }) => status === "active" || status === "pending",
    );
  const known = new Set<string>();
  await step("find the users in Boundary", async () => {
    for (const user of await boundary.list("users?scope_id=global&recursive=true")) {
      if (entities.includes(user.full_name ?? user.login_name)) users.add(user.id);
    }
    for (const { id } of await live()) known.add(id);
    return 0;
  });
  // First, so that he opens no more sessions; with its token Boundary cancels a session by itself.
  await step(DELETE_TOKENS, async () => {
    const tokens = () => ofUsers("auth-tokens?scope_id=global&recursive=true");
    return (await endAll("tokens", tokens, ({ id }) => boundary.request(`auth-tokens/${id}`, "DELETE"))).size;
  });
  await step("cancel sessions", async () => {
    const ended = await endAll("sessions", live, ({ id, version }) =>
      boundary.request(`sessions/${id}:cancel`, "POST", { version }),
    );
    return new Set([...known, ...ended]).size;
  });
}

/**
 * Ends what is listed until nothing is: Boundary refuses a request that meets another change, such as the worker's of a
 * session whose token is deleted.
 *
 * @returns the ids of all that was listed
 * @throws Error when something is left after five times
 */
async function endAll(
  what: string,
  list: () => Promise<Answer["body"][]>,
  request: (item: Answer["body"]) => Promise<Answer>,
): Promise<Set<string>> {
  const ids = new Set<string>();
  let refusal = "";
  for (let times = 0; ; times++) {
    const left = await list();
    if (left.length === 0) return ids;
    if (times === 5) throw new Error(`${left.length} ${what} are left${refusal}`);
    for (const item of left) {
      ids.add(item.id);
      const { status, body } = await request(item);
      if (status >= 400) refusal = `; Boundary answered ${status}: ${body?.message ?? ""}`;
    }
  }
}

const later = (now: Date, seconds: number) =>
  new Date(now.getTime() + seconds * 1000).toISOString().replace(/\.\d+Z$/, "Z");

/** A person's accesses through one profile, with their engines. */
function accessesOf(environment: Environment, person: string, profile: string) {
  return (environment.profiles[profile]?.access ?? []).map((access) => ({
    access,
    engine: engineOf(access.kind),
    names: { roleName: credentialRole(person, profile, access.target), profile, target: access.target },
  }));
}

/** Lease prefixes of a person's credentials through one profile. */
function credentialPrefixes(environment: Environment, person: string, profile: string): string[] {
  return accessesOf(environment, person, profile).flatMap(
    ({ engine, access, names }) =>
      engine.credential?.(names, access, environment.targets[access.target] ?? {}).leases ?? [],
  );
}

function rotationsOf(environment: Environment, person: string, profiles: readonly string[]): Rotation[] {
  return profiles.flatMap((profile) =>
    accessesOf(environment, person, profile).flatMap(
      ({ engine, access, names }) => engine.rotation?.(names, access) ?? [],
    ),
  );
}

/** Credentials that have neither lease nor account, by their longest life from now. */
function expiringAfter(environment: Environment, profiles: readonly string[], now: Date): OpenAccess[] {
  return profiles.flatMap((profile) =>
    (environment.profiles[profile]?.access ?? []).flatMap((access) => {
      const { limits } = environment.profiles[profile] ?? {};
      const seconds = limits === undefined ? undefined : engineOf(access.kind).outlives?.(access, limits);
      if (seconds === undefined) return [];
      return [{ what: `certificates for ${access.target}, from Boundary's workers alone`, until: later(now, seconds) }];
    }),
  );
}

async function leases(vault: VaultClient, token: string, prefix: string): Promise<number> {
  const path = `sys/leases/lookup/${prefix}/`;
  const answer = await vault.request(path, { method: "LIST", token });
  if (answer.status === 404) return 0;
  if (answer.status >= 400) throw new VaultRefusal(path, answer);
  return answer.body.data.keys.length;
}
