import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type * as z from "zod";
import type { TargetKind } from "../../config/kind";
import type { CredentialRequest } from "../../policies/credential-request";
import type { ManagedMount } from "../../policies/machines";
import type { Inspection, Outliving, Remains } from "./after-end";
import type { Exchange, Secret } from "./exchange";
import type { EngineGuard } from "./guard";

/** The bounds of one emergency session, in seconds. */
export interface SessionLimits {
  /** Longest session, and longest life of a credential. */
  readonly session: number;
  /** Connections that one session may open. */
  readonly connections: number;
}

/** The purpose of a credential: one responder, through one profile, on one target. */
export interface CredentialNames {
  /** `bg_<person>_<profile>_<target>`: the credential role, unique in the environment. */
  readonly roleName: string;
  readonly profile: string;
  readonly target: string;
}

/** One responder's access to one target through one profile. */
export interface AccessProps<Access> extends CredentialNames {
  readonly limits: SessionLimits;
  /** What the profile's YAML says about this target. */
  readonly access: Access;
  /** Networks of Boundary's workers, from which sessions reach the target. @default everywhere */
  readonly workerCidrs?: readonly string[];
}

/** The resources that one target needs once, and each responder's credential role on it. */
export interface DeclaredTarget<Access> {
  /** Declares one responder's credential role. */
  declareAccess(scope: Construct, id: string, props: AccessProps<Access>): ITerraformDependable | undefined;
}

export interface TargetProps<Target> {
  /** The target's id. */
  readonly name: string;
  readonly target: Target;
  /** Every credential role that will be declared for this target. */
  readonly roleNames: readonly string[];
  /** The longest session of any profile that reaches it, in seconds. */
  readonly longestSession: number;
  /** Path of the Vault mount. */
  readonly mountPath: string;
  /** Where the pipeline reaches Vault. */
  readonly vaultAddress: string;
}

/** The mount of an engine's credentials, and the rights of duties there. */
export interface EngineMount extends ManagedMount {
  /** Whether each target has a mount of its own. @default one for all */
  readonly eachTarget?: boolean;
  readonly declare: (scope: Construct, id: string, path: string) => { readonly path: string };
  /** Paths below the mount that an auditor reads: no secret. */
  readonly audited: readonly string[];
}

/** A secret that Vault does not make for one use. So the end replaces it. */
export interface Rotation {
  /** Vault path that an operator can write but not read. */
  readonly path: string;
  /** The body of the request, new at each call. */
  readonly body: () => object;
}

/** Injection of an SSH certificate by Boundary's worker (Enterprise). */
export interface Injection {
  /** Account on the server as which the worker logs in. */
  readonly username: string;
}

/** An access as its engine reads it. */
export interface EngineAccess<Access> extends CredentialNames {
  readonly person: string;
  readonly accessConfig: Access;
}

/** What the administrators of the targets copy from an output of the break-glass stack. */
export interface TargetsOutput<Access> {
  /** Name of the output. */
  readonly name: string;
  readonly description: string;
  /** The output's value for all accesses of this kind; there is at least one. */
  valueOf(accesses: readonly EngineAccess<Access>[]): unknown;
}

export type TargetOf<Target extends z.ZodRawShape> = z.output<z.ZodObject<Target>> & {
  readonly address: string;
  readonly port: number;
};

/**
 * A kind of target: its keys in the YAML, the constructs that declare it, the request for its credential, and the use by
 * a responder. A new kind is one file in this folder and one line in `index.ts`. If another folder needs something of a
 * kind, that is a hook here.
 */
export interface Engine<Target extends z.ZodRawShape = z.ZodRawShape, Access extends z.ZodRawShape = z.ZodRawShape>
  extends TargetKind<Target, Access> {
  /** One line for people. */
  readonly title: string;
  /** Absent for an engine without credentials. */
  readonly mount?: EngineMount;
  /** The request for a credential. Absent for an engine without credentials. */
  credential?(
    names: CredentialNames,
    access: z.output<z.ZodObject<Access>>,
    target: z.output<z.ZodObject<Target>>,
  ): CredentialRequest;
  /** For a static credential alone. */
  rotation?(names: CredentialNames, access: z.output<z.ZodObject<Access>>): Rotation;
  /** For a credential without a lease, which no end revokes. */
  outlives?(names: CredentialNames, access: z.output<z.ZodObject<Access>>, limits: SessionLimits): Outliving;
  /** What is left on the target after an end. @default a user is made for each use, and must be gone */
  remains?(secret: Secret, now: Date): Remains;
  /** How the target's administrator looks for a user after an end. @default the target is not asked */
  readonly inspection?: Inspection;
  /** `undefined` where Boundary hands the credential to the responder. @default always */
  injection?(target: TargetOf<Target>, access: z.output<z.ZodObject<Access>>): Injection | undefined;
  /** What administrators of targets of this kind copy from the plan. @default nothing */
  readonly output?: TargetsOutput<z.output<z.ZodObject<Access>>>;
  /** What guardrails must know of this kind. @default nothing */
  readonly guard?: EngineGuard;
  /** The use of a session, by a responder or a drill. Absent if the service is unknown. */
  readonly exchange?: Exchange<TargetOf<Target>, z.output<z.ZodObject<Access>>>;
  /** Declares the resources that one target needs once, for all users. */
  declareTarget(
    scope: Construct,
    id: string,
    props: TargetProps<TargetOf<Target>>,
  ): DeclaredTarget<z.output<z.ZodObject<Access>>>;
}

/** Path of the mount that holds a target's credentials. */
export const mountOf = (mount: EngineMount, target: string) =>
  mount.eachTarget === true ? `${mount.path}/${target}` : mount.path;
