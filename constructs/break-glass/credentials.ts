import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { Environment } from "../../config/schema";
import type { Access } from "../../model/accesses";
import { groupBy } from "../../model/group-by";
import { BOUNDARY_TOKEN_ROLE, boundaryPolicy, credentialRoleOf, profileTarget } from "../../model/names";
import { CredentialStore } from "../boundary/credential-store";
import { credentialOf } from "../engines/ends";
import { engineOf } from "../engines/engine-of";
import { BoundaryToken } from "../vault/boundary-token";
import type { DeclaredTargets } from "./targets";

/**
 * Paths in one Boundary token's policy. Vault stores a policy as one entry (1 MiB at most with raft),
 * and a path takes at most 120 bytes.
 */
const PATHS_PER_TOKEN = 4000;

/** The placeholder of a responder's entity in the path of a Boundary credential library. */
const BOUNDARY_USER = "{{.User.FullName}}";

export interface CredentialsProps {
  readonly environment: Environment;
  readonly profile: string;
  /** Every access of this profile. */
  readonly accesses: readonly Access[];
  readonly targets: DeclaredTargets;
  readonly projectId: string;
}

/** The accesses of one profile to one target: they differ in their responders alone. */
type OneTarget = readonly [target: string, accesses: readonly [Access, ...Access[]]];

/**
 * Credential roles of one profile, and what Boundary reads of them: stores, each with a token of its own, and a
 * library per target. Returns the libraries' ids by the targets' names.
 */
export function declareCredentials(scope: Construct, props: CredentialsProps): ReadonlyMap<string, string> {
  const withCredentials = [...groupBy(props.accesses, ({ target }) => target)].filter(
    ([, [{ accessConfig }]]) => engineOf(accessConfig.kind).credential !== undefined,
  );
  const responders = new Set(props.accesses.map(({ person }) => person)).size;
  const perToken = Math.max(1, Math.floor(PATHS_PER_TOKEN / responders));
  const libraries = new Map<string, string>();
  for (let part = 0; part * perToken < withCredentials.length; part++) {
    const targets = withCredentials.slice(part * perToken, (part + 1) * perToken);
    const store = declareStore(scope, props, part, targets);
    for (const [target, [access]] of targets) libraries.set(target, declareLibrary(store, access));
  }
  return libraries;
}

/** Credential roles on some targets, and the store whose token reads exactly those. */
function declareStore(scope: Construct, props: CredentialsProps, part: number, targets: readonly OneTarget[]) {
  const { profile, projectId, environment } = props;
  const { vault } = environment;
  const accesses = targets.flatMap(([, list]) => list);
  const dependsOn = accesses.flatMap((access) => declareRole(scope, props, access) ?? []);
  const requests = accesses.flatMap((access) => credentialOf(access) ?? []);
  const token = new BoundaryToken(scope, `boundary-token_${profile}_${part}`, {
    policyName: boundaryPolicy(profile, part),
    roleName: BOUNDARY_TOKEN_ROLE,
    credentials: [...new Map(requests.map((request) => [request.path, request])).values()],
    // Destroyed before the roles: open leases would keep the connection from being removed.
    dependsOn,
  });
  return new CredentialStore(scope, `store_${profile}_${part}`, {
    projectId,
    name: `${profile}_${part}`,
    vaultAddress: vault.address,
    vaultCaCertificate: vault.caCertificate,
    vaultNamespace: vault.namespace,
    token: token.token,
  });
}

function declareRole(
  scope: Construct,
  { targets, environment }: CredentialsProps,
  { person, profile, target, roleName, accessConfig, profileConfig }: Access,
): ITerraformDependable | undefined {
  return targets.get(target)?.declareAccess(scope, `credentials_${person}_for_${profile}_on_${target}`, {
    roleName,
    profile,
    target,
    access: accessConfig,
    limits: profileConfig.limits,
    workerCidrs: environment.network.workers,
  });
}

/** Every role of a target differs only in its responder, whom Boundary puts in. Returns the library's id. */
function declareLibrary(store: CredentialStore, access: Access): string {
  const { target, profile, accessConfig, targetConfig } = access;
  const request = credentialOf({ ...access, roleName: credentialRoleOf(BOUNDARY_USER, target) });
  if (request === undefined) throw new Error(`${target} has no credential`);
  const library = { id: target, name: profileTarget(profile, target), request };
  const injection = engineOf(accessConfig.kind).injection?.(targetConfig, accessConfig);
  return injection === undefined
    ? store.library(library)
    : store.certificateLibrary({ ...library, username: injection.username });
}
