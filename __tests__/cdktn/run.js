// Synthesizes the samples with the package and cdktf's maintained fork, in a folder of its own, and compares the JSON
// with what this checkout writes. `npm run test:cdktn`. Why: docs/adr/0001.
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const assert = require("node:assert/strict");
const { dependencies, devDependencies, name, peerDependencies } = require("../../package.json");

const project = path.join(__dirname, "..", "..");
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "break-glass-cdktn-"));

try {
  execFileSync("npm", ["run", "pack", "--silent", "--", "--pack-destination", folder], { cwd: project });
  const [tarball] = fs.readdirSync(folder);
  const pins = Object.fromEntries(Object.keys(peerDependencies).map((peer) => [peer, devDependencies[peer]]));
  const fork = { cdktf: "npm:cdktn@0.24.0", constructs: "10.6.0" };
  const manifest = {
    name: "break-glass-cdktn",
    private: true,
    dependencies: { ...dependencies, ...pins, ...fork, [name]: `file:${tarball}` },
    overrides: fork,
  };
  fs.writeFileSync(path.join(folder, "package.json"), JSON.stringify(manifest));
  fs.copyFileSync(path.join(project, ".npmrc"), path.join(folder, ".npmrc"));
  // The bindings' peer range names cdktf 0.21; the fork is a drop-in under another version.
  execFileSync("npm", ["install", "--legacy-peer-deps", "--no-package-lock", "--silent"], {
    cwd: folder,
    stdio: "inherit",
  });
  const synth = (outdir, program, ...args) => {
    const samples = path.join(project, "__tests__", "fixtures", "environments");
    const env = { ...process.env, CDKTF_OUTDIR: path.join(folder, outdir), ENVIRONMENTS_DIR: samples };
    execFileSync(program, args, { cwd: folder, env });
    return path.join(folder, outdir, "stacks");
  };
  const ours = synth("out-cdktf", process.execPath, path.join(project, "commands", "launch.js"), "synth");
  const theirs = synth("out-cdktn", "npx", "break-glass", "synth");
  const stacks = fs.readdirSync(ours).sort();
  assert.deepEqual(fs.readdirSync(theirs).sort(), stacks);
  for (const stack of stacks) {
    const read = (root) => {
      const json = JSON.parse(fs.readFileSync(path.join(root, stack, "cdk.tf.json"), "utf8"));
      const { version, ...metadata } = json["//"].metadata;
      return { version, json: { ...json, "//": { ...json["//"], metadata } } };
    };
    assert.notEqual(read(theirs).version, read(ours).version, "the fork is not what synthesized");
    assert.deepEqual(read(theirs).json, read(ours).json, stack);
    console.log(`ok ${stack}`);
  }
  console.log(`${stacks.length} passed, 0 failed`);
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
