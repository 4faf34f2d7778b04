#!/usr/bin/env node
// Starts one of the project's TypeScript programs in this process: `node launch.js main --json`.
// The bundle is made again when a source is newer; V8's compiled code is kept beside it.
const fs = require("node:fs");
const path = require("node:path");
const v8 = require("node:v8");
const vm = require("node:vm");

const SOURCES = ["config", "constructs", "guardrails", "lab", "model", "operations", "policies", "reports", "stacks"];
const [, , program = "main"] = process.argv;
const entry = path.join(__dirname, `${program}.ts`);
// The names of functions, for whoever looks for a bug by its stack trace.
const readable = process.env.READABLE_BUNDLE === "1";
const bundle = path.join(__dirname, ".build", readable ? "readable" : "", `${program}.js`);

const modified = (file) => fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const newest = (folder) => {
  let time = 0;
  for (const entry of fs.existsSync(folder) ? fs.readdirSync(folder, { withFileTypes: true }) : []) {
    const file = `${folder}/${entry.name}`;
    time = Math.max(time, entry.isDirectory() ? newest(file) : modified(file));
  }
  return time;
};

// What cdktf loads and synthesis does not need; each file says why.
function aliases() {
  const stacks = (name) => path.join(__dirname, "stacks", name);
  return {
    archiver: stacks("lazy-archiver.js"),
    child_process: stacks("lazy-child-process.js"),
    semver: stacks("lazy-semver.js"),
    "json-stable-stringify": stacks("stable-json.js"),
  };
}

const inputs = [
  ...[entry, __filename, path.join(__dirname, "package-lock.json")].map(modified),
  ...SOURCES.map((name) => newest(path.join(__dirname, name))),
];
if (Math.max(...inputs) >= modified(bundle)) {
  const part = `${bundle}.${process.pid}`; // another process may read the bundle, or make it too
  require("esbuild").buildSync({
    entryPoints: [entry],
    bundle: true,
    platform: "node",
    target: "node20",
    outfile: part,
    logLevel: "warning",
    alias: aliases(),
    minify: !readable,
    banner: { js: "(function (exports, require, module, __filename, __dirname) {" },
    footer: { js: "\n})" },
  });
  for (const name of fs.readdirSync(path.dirname(bundle))) {
    if (name.startsWith(`${path.basename(bundle)}.`) && name.endsWith(".cache"))
      fs.rmSync(path.join(path.dirname(bundle), name), { force: true });
  }
  fs.renameSync(part, bundle);
}
// V8 takes compiled code only from a process with the same flags, and looks at no more of a bundle than its length.
const flags = [process.version, ...process.execArgv].join("").replace(/[^\w.-]/g, "");
const code = `${bundle}.${modified(bundle)}.${flags}.cache`;

// Node's modules bring their compiled code along, which V8 takes only as long as no flag has changed.
for (const name of ["assert", "crypto", "net", "os", "util"]) require(`node:${name}`);
// Most runs end before optimized code pays for its compilation; long ones still get it, fifteen times later.
v8.setFlagsFromString("--interrupt-budget=2000000");
process.argv.splice(1, 2, bundle);
let cachedData;
try {
  cachedData = fs.readFileSync(code);
} catch {
  // made at the end of this run
}
// esbuild writes ASCII, which is read faster as what it is.
const script = new vm.Script(fs.readFileSync(bundle, "latin1"), { filename: bundle, cachedData });
const own = { exports: {} };
const { captureStackTrace } = Error;
// cdktf takes a stack trace for each reference that it makes, a sixth of the time of synthesis, and nothing
// reads them. Errors keep their own.
Error.captureStackTrace = () => undefined;
try {
  const requireFrom = require("node:module").createRequire(bundle);
  script.runInThisContext()(own.exports, requireFrom, own, bundle, path.dirname(bundle));
} finally {
  Error.captureStackTrace = captureStackTrace;
}
if (cachedData === undefined || script.cachedDataRejected) {
  process.once("exit", () => {
    const part = `${code}.${process.pid}`;
    fs.writeFileSync(part, script.createCachedData());
    fs.renameSync(part, code);
  });
}
