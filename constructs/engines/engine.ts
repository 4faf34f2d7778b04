import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type * as z from "zod";

/** Seconds; what bounds one emergency session. */
export interface SessionLimits {
  /** Longest session, and longest life of a credential. */
  readonly session: number;
  /** Connections that one session may open. */
  readonly connections: number;
}

/** One responder's access to one target through one profile. */
export interface AccessProps<Access> {
  /** `bg_<person>_<profile>_<target>`: the credential role, unique in the environment. */
  readonly roleName: string;
  readonly limits: SessionLimits;
  /** What the profile's YAML says about this target. */
  readonly access: Access;
}

/** What `break-glass.ts` and Boundary need to know of one target's credentials. */
export interface DeclaredTarget<Access> {
  /**
   * Vault path of the credential for a credential role, such as `break-glass-db/creds/<role>`.
   * Boundary's token is allowed exactly these paths; `undefined` for a target without credentials.
   */
  readonly credentialPath?: (roleName: string) => string;
  /** Declares one responder's credential role. */
  declareAccess(scope: Construct, id: string, props: AccessProps<Access>): ITerraformDependable | undefined;
}

export interface TargetProps<Target> {
  /** The target's id. */
  readonly name: string;
  readonly target: Target;
  /** Every credential role that will be declared for this target. */
  readonly roleNames: readonly string[];
  /** Address of the Vault mount that the engine's targets share. */
  readonly mountPath: string;
}

/**
 * A kind of target: its keys in the YAML and the constructs that declare it. A new kind is one file
 * beside this one and one line in `index.ts`.
 */
export interface Engine<Target extends z.ZodRawShape = z.ZodRawShape, Access extends z.ZodRawShape = z.ZodRawShape> {
  /** The value of `kind` in the YAML. */
  readonly kind: string;
  /** One line for people. */
  readonly title: string;
  /** Keys of a target, beside `kind`, `description`, `address` and `port`. */
  readonly targetShape: Target;
  /** Keys of a profile's access, beside `kind` and `target`. */
  readonly accessShape: Access;
  /** The mount that the engine's targets share, declared once; absent for an engine without credentials. */
  readonly mount?: {
    readonly path: string;
    readonly declare: (scope: Construct, id: string) => { readonly path: string };
  };
  /** Declares what one target needs once, whoever uses it. */
  declareTarget(
    scope: Construct,
    id: string,
    props: TargetProps<z.output<z.ZodObject<Target>> & { readonly address: string; readonly port: number }>,
  ): DeclaredTarget<z.output<z.ZodObject<Access>>>;
}
