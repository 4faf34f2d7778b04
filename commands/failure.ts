import { existsSync, readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { dirname, relative, resolve } from "node:path";
import { EXIT, UserError } from "../config/user-error";

/** Errors of the operating system. A person can act on the message, and the stack says no more. */
const MACHINE = new Set(["EACCES", "EPERM", "EROFS", "ENOSPC"]);

/** The message of a failed command, and its exit code. */
export interface Failure {
  readonly text: string;
  readonly exitCode: number;
}

/** A person's mistake shows only its message. A bug shows its stack and the way to report it. */
export function failureOf(error: unknown): Failure {
  if (error instanceof UserError) return { text: error.message, exitCode: error.exitCode };
  if (error instanceof Error && MACHINE.has((error as NodeJS.ErrnoException).code ?? ""))
    return { text: error.message, exitCode: EXIT.failed };
  const text = [
    ...stacksOf(error),
    "",
    "This is a bug of break-glass. Please report it to those who maintain it: the lines above, the command, and",
    `what you expected. Take out what others must not read. Node ${process.version}, ${process.platform}.`,
  ].join("\n");
  return { text, exitCode: EXIT.failed };
}

function stacksOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [String(error)];
  const cause = error.cause === undefined ? [] : ["caused by:", ...stacksOf(error.cause)];
  return [sourceStack(error.stack ?? error.message), ...cause];
}

/** A place in a stack: in a file, such as `/project/dist/model/names.js:12:3`, or in the launcher's bundle by its name. */
const PLACE = /((?:\/|[A-Z]:\\)[^:()\n]*\.js|[\w.-]+\.js):(\d+):(\d+)/g;

/** The stack with places in the TypeScript sources, if the bundle has a source map. */
function sourceStack(stack: string): string {
  const maps = new Map<string, SourceMap | undefined>();
  return stack.replace(PLACE, (place, name: string, line: string, column: string) => {
    const file = resolve(__dirname, name);
    if (!maps.has(file)) maps.set(file, mapOf(file));
    const origin = maps.get(file)?.findOrigin(Number(line), Number(column));
    if (origin === undefined || !("fileName" in origin)) return place;
    const source = relative(process.cwd(), resolve(dirname(file), origin.fileName));
    return `${source}:${origin.lineNumber}:${origin.columnNumber}`;
  });
}

function mapOf(file: string): SourceMap | undefined {
  const map = `${file}.map`;
  return existsSync(map) ? new SourceMap(JSON.parse(readFileSync(map, "utf8"))) : undefined;
}
