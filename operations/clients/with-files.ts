import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ClientRun } from "../../constructs/engines/exchange";

/** Writes a run's files (0600, in a folder of their own) and removes them after it. */
export async function withFiles<T>(
  { args, env = {}, files = {} }: ClientRun,
  act: (run: { readonly args: string[]; readonly env: NodeJS.ProcessEnv }) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "break-glass-session-"));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content, { mode: 0o600 });
    const filled = (text: string) => text.replace(/\{file:([\w.-]+)\}/g, (_, name) => join(folder, name));
    return await act({
      args: args.map(filled),
      env: Object.fromEntries(Object.entries(env).map(([key, value]) => [key, value && filled(value)])),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
