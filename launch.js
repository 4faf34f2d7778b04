#!/usr/bin/env node
// Starts one of the project's TypeScript programs in this process: `node launch.js main --json`.
// The bundle is made again when a source is newer; V8's compiled code is kept beside it.
const fs = require("node:fs");
const path = require("node:path");
const v8 = require("node:v8");
const vm = require("node:vm");

const SOURCES = ["config", "constructs", "guardrails", "lab", "operations", "policies", "reports", "stacks"];
const [, , program = "main"] = process.argv;
const entry = path.join(__dirname, `${program}.ts`);
// The names of functions, for whoever looks for a bug by its stack trace.
const readable = process.env.READABLE_BUNDLE === "1";
const bundle = path.join(__dirname, ".build", readable ? "readable" : "", `${program}.js`);
const code = `${bundle}.${process.version}.cache`;

const modified = (file) => (fs.existsSync(file) ? fs.statSync(file).mtimeMs : 0);
const newest = (file) => {
  if (!fs.existsSync(file) || !fs.statSync(file).isDirectory()) return modified(file);
  return Math.max(0, ...fs.readdirSync(file).map((name) => newest(path.join(file, name))));
};

const inputs = [
  entry,
  __filename,
  path.join(__dirname, "package-lock.json"),
  ...SOURCES.map((name) => path.join(__dirname, name)),
];
if (Math.max(...inputs.map(newest)) >= modified(bundle)) {
  fs.rmSync(code, { force: true });
  require("esbuild").buildSync({
    entryPoints: [entry],
    bundle: true,
    platform: "node",
    target: "node20",
    outfile: bundle,
    logLevel: "warning",
    alias: { archiver: path.join(__dirname, "stacks", "lazy-archiver.js") },
    minify: !readable,
    banner: { js: "(function (exports, require, module, __filename, __dirname) {" },
    footer: { js: "\n})" },
  });
}

// Most runs end before optimized code pays for its compilation; long ones still get it, fifteen times later.
v8.setFlagsFromString("--interrupt-budget=2000000");
process.argv.splice(1, 2, bundle);
const cachedData = fs.existsSync(code) ? fs.readFileSync(code) : undefined;
// esbuild writes ASCII, which is read faster as what it is.
const script = new vm.Script(fs.readFileSync(bundle, "latin1"), { filename: bundle, cachedData });
const own = { exports: {} };
script.runInThisContext()(own.exports, require("node:module").createRequire(bundle), own, bundle, path.dirname(bundle));
if (cachedData === undefined || script.cachedDataRejected) {
  process.once("exit", () => fs.writeFileSync(code, script.createCachedData()));
}
