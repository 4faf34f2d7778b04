import type { Environment } from "../../config/schema";
import { type Access, accessesOf } from "../../model/accesses";
import { type Responder, respondersOf } from "../../model/responders";
import type { BoundaryClient } from "../clients/boundary-client";
import type { Unreachable } from "../clients/https";
import type { VaultClient } from "../clients/vault-client";
import type { EndedStep, System } from "./ending";

/** Whose access is to end. */
export interface EndRequest {
  readonly environment: Environment;
  readonly person: string;
  /** @default every profile of the person */
  readonly profile?: string;
  readonly incident: string;
}

/** What the steps of one end share: whose access it is, the clients, and what earlier steps found. */
export class EndContext {
  /** The person as a responder of each profile that the request is about. */
  readonly responders: readonly Responder[];
  readonly accesses: readonly Access[];
  readonly incident: string;
  readonly results: EndedStep[] = [];

  /** Set by Vault's steps: it is away. */
  vaultAway?: Unreachable;
  /** Lease prefixes that Vault goes on revoking by itself. */
  readonly queued = new Set<string>();
  /** Set by the login to Boundary. */
  boundary?: BoundaryClient;
  /** Ids of the person's users in Boundary. */
  readonly users = new Set<string>();
  /** Ids of the sessions that were live before anything was ended. */
  readonly sessions = new Set<string>();
  /** Milliseconds that the deletion of the tokens in Boundary took. */
  tokensDeletedIn = 0;

  constructor(
    readonly vault: VaultClient,
    /** `undefined` where the operator could not log in to Vault. */
    readonly operatorToken: string | undefined,
    /** Begun before the first step: it takes longest, and needs none of them. */
    readonly loggingIn: Promise<BoundaryClient>,
    request: EndRequest,
  ) {
    const { environment, person, profile, incident } = request;
    const isMeant = (each: Responder) => each.person === person && (profile ?? each.profile) === each.profile;
    this.responders = respondersOf(environment).filter(isMeant);
    this.accesses = accessesOf(environment).filter(isMeant);
    this.incident = incident;
  }

  hasFailed(system: System): boolean {
    return this.results.some((result) => result.system === system && result.problem !== undefined);
  }

  resultsOf(system: System): readonly EndedStep[] {
    return this.results.filter((result) => result.system === system);
  }
}
