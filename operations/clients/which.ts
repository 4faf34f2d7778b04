import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** First executable of that name on PATH or in `folders`. */
export function which(
  name: string,
  folders: readonly string[] = [],
  environment: NodeJS.ProcessEnv = process.env,
): string | undefined {
  if (name.includes("/")) return isExecutable(name) ? name : undefined;
  const path = (environment["PATH"] ?? "").split(delimiter).filter(Boolean);
  return [...path, ...folders].map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
