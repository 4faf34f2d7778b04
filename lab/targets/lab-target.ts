import type { Document } from "yaml";
import { which } from "../../operations/clients/which";
import type { LabContext } from "../context";

/** What a server of the lab gets to work with. */
export interface LabTargetContext extends LabContext {
  /** The target's id in `environments/lab.yaml`. */
  readonly id: string;
  /** Its port, and others of its own by name. */
  port(name?: string): number;
  /** A random secret of its own, the same in every run. */
  secret(name: string): string;
}

/** A deployed lab, as the servers of targets see it. */
export interface Deployed {
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Vault as the holders of the keys. */
  readonly asKeyHolders: <T>(act: (request: VaultWrite) => Promise<T>) => Promise<T>;
  readonly vaultAddress: string;
}

/** A request with the root token of a ceremony; the body of the answer. */
// biome-ignore lint/suspicious/noExplicitAny: Vault's answers have no types here
export type VaultWrite = (path: string, body?: object, method?: "GET" | "POST" | "LIST") => Promise<any>;

/** A target's server on this machine. */
export interface LabTarget {
  /** Names of its processes, in the order in which they start. */
  readonly processes: readonly string[];
  /** Starts what does not run; may be called again. */
  start(running: ReadonlySet<string>): Promise<void>;
  /** Puts its own values into the lab's copy of `environments/lab.yaml`. */
  configure(document: Document): Promise<void>;
  /** Terraform's variables for it. @default none */
  variables?(): Readonly<Record<string, string>>;
  /** What its own team does after a deployment. Repeatable. @default nothing */
  deployed?(deployed: Deployed, running: ReadonlySet<string>): Promise<void>;
  /** What the server's own administrator still sees of a user; empty when nothing. @default not known */
  left?(user: string): Promise<string>;
  /** The own team's work before Vault is connected again. @default nothing */
  reset?(): Promise<void>;
}

/** A kind of server, which a machine may lack. */
export interface LabTargetKind {
  /** Programs by name, with further folders where each may be. */
  readonly programs: Readonly<Record<string, readonly string[]>>;
  /** How a person gets them. */
  readonly install: string;
  /** Names of further ports. @default none */
  readonly ports?: readonly string[];
  /** Why it cannot run here, programs apart. @default nothing */
  obstacle?(): string | undefined;
  make(context: LabTargetContext): LabTarget;
}

/** Why a kind of server cannot run on this machine; `undefined` where it can. */
export function obstacleTo({ programs, install, obstacle }: LabTargetKind): string | undefined {
  const missing = Object.entries(programs).filter(([name, folders]) => which(name, folders) === undefined);
  if (missing.length > 0) return `${missing.map(([name]) => name).join(", ")} is missing. ${install}`;
  return obstacle?.();
}
