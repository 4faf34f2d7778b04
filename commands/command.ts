/** A flag with a value: `--environment NAME` or `--environment=NAME`. */
export interface TextFlag {
  /** Name of the value in help. */
  readonly value: string;
  readonly summary: string;
  /** Replaces the flag if it is absent, because cdktf passes no flags on. An empty variable counts as not set. */
  readonly variable: string;
  /** @default false */
  readonly required?: boolean;
  /** Used if both flag and variable are absent. */
  readonly fallback?: string;
  /** Refuses a value before the command runs. */
  readonly allowed?: { readonly text: string; readonly test: (value: string) => boolean };
}

/** A flag without a value. Its variable counts as set when it is `1` or `true`. */
export interface SwitchFlag {
  readonly summary: string;
  readonly variable: string;
}

export const hasValue = (flag: TextFlag | SwitchFlag): flag is TextFlag => "value" in flag;

export type Flags = Readonly<Record<string, TextFlag | SwitchFlag>>;

/** The values of a command's flags after parsing. */
export type Values<F extends Flags> = {
  readonly [Name in keyof F]: F[Name] extends TextFlag
    ? F[Name] extends { required: true } | { fallback: string }
      ? string
      : string | undefined
    : boolean;
};

/** The arguments after the flags, such as the targets of a drill. */
export interface Operands {
  readonly name: string;
  readonly summary: string;
}

/** One call of a command. */
export interface Call<F extends Flags = Flags> {
  readonly options: Values<F>;
  readonly operands: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Whether the answer is printed as JSON. */
  readonly json: boolean;
  /** Prints a line while the command works. Silent with `--json`. */
  readonly progress: (line: string) => void;
  /** Prints a line on standard error. */
  readonly warn: (line: string) => void;
}

/** The answer of a command. The frame prints one of the two forms. */
export interface Answer {
  /** @default 0 */
  readonly exitCode?: number;
  /** Nothing is printed for an empty text. */
  readonly text?: string;
  /** Printed with `--json`. If it is absent, nothing is printed. */
  readonly json?: unknown;
}

/** A command: data and a function. The table of commands has its name and its summary. */
export interface Command<F extends Flags = Flags> {
  /** The lines of `--help` below the usage. */
  readonly description: string;
  /** Property names in camel case: `asOf` is `--as-of`. */
  readonly flags: F;
  /** @default none are taken */
  readonly operands?: Operands;
  /** Environment variables without a flag, each with its purpose. */
  readonly variables?: Readonly<Record<string, string>>;
  /** More lines, at the end of `--help`. */
  readonly notes?: string;
  /** The meaning of the exit codes here. Code 2 is wrong usage for every command. */
  readonly exits: Readonly<Record<number, string>>;
  run(call: Call<F>): Answer | Promise<Answer>;
}

/** Declares a command. The types of its options follow from its flags. */
export function command<const F extends Flags>(declaration: Command<F>): Command {
  return declaration as unknown as Command;
}

/** A line of the table: a command by its name. A call reads its file. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Command;
}

/** A line of the table with its own commands. */
export interface CommandGroup {
  readonly name: string;
  readonly summary: string;
  /** The lines of `--help` below the usage. */
  readonly description: string;
  readonly commands: readonly Entry[];
  /** The command that runs if the user names none. @default help is printed */
  readonly usual?: string;
  readonly variables?: Readonly<Record<string, string>>;
}

export type Entry = CommandEntry | CommandGroup;

export const isGroup = (entry: Entry): entry is CommandGroup => "commands" in entry;

/** `asOf` -> `--as-of` */
export const flagName = (name: string) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** The flags of every command. */
export const COMMON_FLAGS = {
  json: { summary: "print the answer as JSON", variable: "JSON_OUTPUT" },
  noColor: { summary: "print without colors", variable: "NO_COLOR" },
} as const satisfies Flags;
