import { cpSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "./temporary-folder";

const PROJECT = join(__dirname, "..");
const APART = [".build", ".git", ".lab", "__tests__", "cdktf.out", "dist", "docs", "examples", "node_modules"];

/** A copy of the project's sources with the project's dependencies, so that its files can be edited. */
export function projectCopy(): string {
  const copy = temporaryFolder();
  for (const name of readdirSync(PROJECT).filter((each) => !APART.includes(each)))
    cpSync(join(PROJECT, name), join(copy, name), { recursive: true });
  symlinkSync(join(PROJECT, "node_modules"), join(copy, "node_modules"));
  return copy;
}
