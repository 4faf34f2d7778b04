// Does with the tarball of `npm pack` what a user does: installs it into a cdktf app of its own
// (examples/own-app), checks the types, and synthesizes with ts-node. Nothing is bundled.
// `npm run test:consumer`
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const assert = require("node:assert/strict");
const { readBlocks } = require("../pages/read-blocks");

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
const inProject = (name, ...args) =>
  run(process.execPath, [path.join(project, "node_modules", ...name), ...args], { cwd: project });
const inApp = (name, ...args) =>
  run(process.execPath, [path.join(app, "node_modules", "typescript", "bin", name), ...args], { cwd: app });

/** The paths that a user can import. */
function entryPoints() {
  const names = (pattern) => {
    const parent = path.dirname(pattern);
    return fs
      .readdirSync(path.join(project, parent))
      .filter((name) => name.endsWith(".ts"))
      .map((name) => `${parent}/${path.basename(name, ".ts")}`);
  };
  return Object.keys(manifest.exports)
    .filter((name) => name !== "./package.json")
    .flatMap((name) => (name.endsWith("/*") ? names(name) : [name]));
}

try {
  run("npm", ["run", "pack", "--", "--pack-destination", folder], { cwd: project });
  const [filename] = fs.readdirSync(folder);
  const tarball = path.join(folder, filename);

  check("publint", () => void inProject(["publint", "src", "cli.js"], tarball, "--strict"));
  check("are the types wrong", () => {
    const points = entryPoints();
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
  run("sh", ["-e", "-c", blocks[0]], { cwd: app });
  fs.copyFileSync(path.join(__dirname, "consumer.ts"), path.join(app, "consumer.ts"));

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
    const resources = (stack) => JSON.parse(fs.readFileSync(path.join(stacks, stack, "cdk.tf.json"), "utf8")).resource;
    assert.deepEqual(fs.readdirSync(stacks).sort(), ["approvals", "dev-emergency"]);
    const roles = Object.values(resources("dev-emergency").vault_database_secret_backend_role);
    assert.deepEqual(
      roles.map(({ name }) => name),
      ["bg_maya-chen_senior-dba_orders-db"],
    );
    assert.equal(Object.values(resources("approvals").vault_identity_oidc_role)[0].name, "release_shop");
  });

  check("each construct alone", () => {
    const counts = JSON.parse(run("npx", ["ts-node", "consumer.ts"], { cwd: app }));
    const withoutConstruct = ["agent-config.ts"];
    const files = ["vault", "boundary"]
      .flatMap((service) => fs.readdirSync(path.join(project, "constructs", service)))
      .filter((file) => !withoutConstruct.includes(file));
    assert.equal(Object.keys(counts).length, files.length, "a construct is missing in consumer.ts");
    for (const [construct, count] of Object.entries(counts)) assert.ok(count > 0, construct);
    return `${files.length} constructs`;
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
