/** The entry of a session's traffic: Boundary's proxy on the responder's machine, or the target itself. */
export interface Endpoint {
  readonly host: string;
  readonly port: string;
  /** Address of this machine from which the client connects, where it can choose. @default any */
  readonly from?: string;
}

/** A credential, as Boundary gives it to the responder. */
export type Secret = Readonly<Record<string, unknown>>;

/** A run of a client. Secrets go by the environment and by files of mode 0600, never by arguments. */
export interface ClientRun {
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** Files that the client reads, by a name that `{file:<name>}` in `args` and `env` stands for. */
  readonly files?: Readonly<Record<string, string>>;
}

/** The use of a target with the client that people use. */
export interface Exchange<Target, Access> {
  /** Name of the client. */
  readonly program: string;
  /** How Debian, Fedora and macOS call its package. */
  readonly install: string;
  /** Name of the credential's user, by which logs of the target name the responder. */
  user(secret: Secret): string;
  /** A harmless command whose answer shows that the target knows who it is. */
  command(at: Endpoint, secret: Secret, target: Target, access: Access): ClientRun;
  /** What the answer to the command must begin with. */
  answer(secret: Secret, access: Access): string;
  /** A command that lasts a minute, so that there is something to cut; absent: a connection that is held open. */
  busy?(at: Endpoint, secret: Secret, target: Target, access: Access): ClientRun;
}

/** A text of a credential. */
export const textOf = (secret: Secret, key: string): string => {
  const value = secret[key];
  return typeof value === "string" ? value : "";
};
