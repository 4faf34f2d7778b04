// Installs the tarball of `npm pack` into a cdktf app of its own, as a user does: examples/own-app.
// Checks the types there, and synthesizes with ts-node. Nothing is bundled.
// `npm run test:consumer`
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const assert = require("node:assert/strict");
const { isDeepStrictEqual } = require("node:util");
const { readBlocks } = require("../pages/read-blocks");
const { exportedModules, readReference } = require("../../reference/docstrings");
const { writeExamples } = require("../../reference/examples");

const project = path.join(__dirname, "..", "..");
const manifest = require("../../package.json");
const example = require("../../examples/own-app/package.json");
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "break-glass-consumer-"));
const app = path.join(folder, "examples", "own-app");
// cdktf's test apps leave folders where temporary files are; its command asks the network for news.
const env = { ...process.env, TMPDIR: folder, CHECKPOINT_DISABLE: "1" };

let passed = 0;
function check(what, test) {
  const detail = test();
  passed += 1;
  console.log(`ok ${what}${detail === undefined ? "" : `: ${detail}`}`);
}

function run(program, args, options) {
  try {
    return execFileSync(program, args, { encoding: "utf8", env, stdio: ["ignore", "pipe", "pipe"], ...options });
  } catch (error) {
    throw new Error(`${[program, ...args].join(" ")}\n${error.stdout}${error.stderr}`);
  }
}
const readStack = (stacks, name) => JSON.parse(fs.readFileSync(path.join(stacks, name, "cdk.tf.json"), "utf8"));
const inProject = (name, ...args) =>
  run(process.execPath, [path.join(project, "node_modules", ...name), ...args], { cwd: project });
const inApp = (name, ...args) =>
  run(process.execPath, [path.join(app, "node_modules", "typescript", "bin", name), ...args], { cwd: app });

try {
  run("npm", ["run", "pack", "--", "--pack-destination", folder], { cwd: project });
  const [filename] = fs.readdirSync(folder);
  const tarball = path.join(folder, filename);

  check("publint", () => void inProject(["publint", "src", "cli.js"], tarball, "--strict"));
  check("are the types wrong", () => {
    const points = exportedModules();
    inProject(["@arethetypeswrong", "cli", "dist", "index.js"], tarball, "--no-color", "--entrypoints", ...points);
    return `${points.length} entry points`;
  });

  check("the example's versions are the project's", () => {
    const { devDependencies } = manifest;
    for (const name of Object.keys(manifest.peerDependencies)) {
      assert.equal(example.dependencies[name], devDependencies[name], name);
    }
    assert.equal(example.dependencies[manifest.name], `file:../../${filename}`);
  });
  fs.cpSync(path.join(project, "examples", "own-app"), app, {
    recursive: true,
    filter: (file) => !["node_modules", "cdktf.out"].includes(path.basename(file)),
  });
  fs.copyFileSync(path.join(project, ".npmrc"), path.join(app, ".npmrc"));
  const blocks = readBlocks(path.join(app, "README.md"), "a user of the package");
  assert.equal(blocks.length, 1, "the example's block");
  check("the example's own commands", () => void run("sh", ["-e", "-c", blocks[0]], { cwd: app }));
  fs.copyFileSync(path.join(__dirname, "each-alone.ts"), path.join(app, "each-alone.ts"));
  const examples = writeExamples(readReference(), path.join(app, "examples"));

  for (const resolution of [
    ["--module", "commonjs", "--moduleResolution", "node10"],
    ["--module", "node16", "--moduleResolution", "node16"],
    ["--module", "preserve", "--moduleResolution", "bundler"],
  ]) {
    check(
      `types with ${resolution.at(-1)}`,
      () => void inApp("tsc", "--noEmit", "--incremental", "false", ...resolution),
    );
  }

  check("what npx cdktf synth wrote", () => {
    const stacks = path.join(app, "cdktf.out", "stacks");
    const resources = (stack) => readStack(stacks, stack).resource;
    assert.deepEqual(fs.readdirSync(stacks).sort(), ["approvals", "dev-emergency"]);
    const roles = Object.values(resources("dev-emergency").vault_database_secret_backend_role);
    assert.deepEqual(
      roles.map(({ name }) => name),
      ["bg_maya-chen_senior-dba_orders-db"],
    );
    assert.equal(Object.values(resources("approvals").vault_identity_oidc_role)[0].name, "release_shop");
  });

  check("npx break-glass synth writes what the checkout writes, by itself and as cdktf's app", () => {
    const written = (outdir, program, ...args) => {
      run(program, args, { cwd: app, env: { ...env, CDKTF_OUTDIR: path.join(folder, outdir) } });
      const stacks = path.join(folder, outdir, "stacks");
      return new Map(fs.readdirSync(stacks).map((name) => [name, readStack(stacks, name)]));
    };
    const launcher = path.join(project, "commands", "launch.js");
    const checkout = written("out-checkout", process.execPath, launcher, "synth");
    const asApp = ["cdktf", "synth", "--app", "npx break-glass synth", "--output", path.join(folder, "out-cdktf")];
    for (const installed of [
      written("out-installed", "npx", "break-glass", "synth"),
      written("out-cdktf", "npx", ...asApp),
    ]) {
      assert.deepEqual([...installed.keys()], [...checkout.keys()]);
      for (const [stack, json] of installed)
        assert.ok(isDeepStrictEqual(json, checkout.get(stack)), `${stack} differs`);
    }
    return `${checkout.size} stacks`;
  });

  check("each installed command has its help", () => {
    const names = [...run("npx", ["break-glass", "--help"], { cwd: app }).matchAll(/^ {2}([a-z]+) {2,}\S/gm)].map(
      ([, name]) => name,
    );
    assert.deepEqual(names, ["validate", "guardrails", "synth", "end", "drill"]);
    for (const name of names) assert.match(run("npx", ["break-glass", name, "--help"], { cwd: app }), /^Usage: /);
    return names.join(", ");
  });

  check("the package names all that its programs load", () => {
    const dist = path.join(app, "node_modules", manifest.name, "dist");
    const files = fs.readdirSync(dist, { recursive: true }).filter((file) => file.endsWith(".js"));
    const loaded = files.flatMap((file) =>
      [...fs.readFileSync(path.join(dist, file), "utf8").matchAll(/require\("((?!node:)(?:@[^/"]+\/)?[\w-]+)/g)].map(
        ([, name]) => name,
      ),
    );
    const named = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
    assert.deepEqual([...new Set(loaded)].sort(), named.sort());
  });

  check("each example alone", () => {
    const counts = JSON.parse(run("npx", ["ts-node", "each-alone.ts"], { cwd: app }));
    assert.deepEqual(Object.keys(counts).sort(), examples.map((name) => `${name}.ts`).sort());
    for (const [file, count] of Object.entries(counts)) {
      if (file !== "loadEnvironments.ts") assert.ok(count > 0, `${file} declares nothing`);
    }
    return `${examples.length} examples`;
  });

  check("an import from an ES module", () => {
    const program = `import { ApprovalKey } from "${manifest.name}/constructs/vault/approval-key"; console.log(ApprovalKey.name);`;
    const output = run(process.execPath, ["--input-type=module", "--eval", program], { cwd: app });
    assert.equal(output.trim(), "ApprovalKey");
  });
  console.log(`${passed} passed, 0 failed`);
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
