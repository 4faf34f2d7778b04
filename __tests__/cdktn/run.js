// Synthesizes the samples with cdktf's maintained fork, in a folder of its own, and compares the JSON.
// `npm run test:cdktn`. Why: docs/adr/0001.
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const assert = require("node:assert/strict");

const project = path.join(__dirname, "..", "..");
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "break-glass-cdktn-"));
const git = (...args) => execFileSync("git", ["-C", project, ...args], { encoding: "utf8" });

try {
  const files = git("ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0").filter(Boolean);
  for (const file of files.filter((name) => fs.existsSync(path.join(project, name)) && name !== "package-lock.json"))
    fs.cpSync(path.join(project, file), path.join(folder, file));
  const { dependencies, devDependencies, peerDependencies, ...rest } = JSON.parse(
    fs.readFileSync(path.join(project, "package.json"), "utf8"),
  );
  const pins = Object.fromEntries(Object.keys(peerDependencies).map((name) => [name, devDependencies[name]]));
  const fork = { cdktf: "npm:cdktn@0.24.0", constructs: "10.6.0" };
  const manifest = {
    ...rest,
    dependencies: { ...dependencies, ...pins, ...fork, esbuild: devDependencies.esbuild },
    overrides: fork,
  };
  fs.writeFileSync(path.join(folder, "package.json"), JSON.stringify(manifest));
  // The bindings' peer range names cdktf 0.21; the fork is a drop-in under another version.
  execFileSync("npm", ["install", "--legacy-peer-deps", "--no-package-lock", "--silent"], {
    cwd: folder,
    stdio: "inherit",
  });
  const synth = (cwd) => {
    const outdir = path.join(folder, cwd === folder ? "out-cdktn" : "out-cdktf");
    const samples = path.join(project, "__tests__", "fixtures", "environments");
    const env = { ...process.env, CDKTF_OUTDIR: outdir, ENVIRONMENTS_DIR: samples };
    execFileSync("npm", ["run", "--silent", "synth"], { cwd, env });
    return path.join(outdir, "stacks");
  };
  const [ours, theirs] = [synth(project), synth(folder)];
  const stacks = fs.readdirSync(ours).sort();
  assert.deepEqual(fs.readdirSync(theirs).sort(), stacks);
  for (const stack of stacks) {
    const read = (root) => {
      const json = JSON.parse(fs.readFileSync(path.join(root, stack, "cdk.tf.json"), "utf8"));
      delete json["//"].metadata.version;
      return json;
    };
    assert.deepEqual(read(theirs), read(ours), stack);
    console.log(`ok ${stack}`);
  }
  console.log(`${stacks.length} passed, 0 failed`);
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
