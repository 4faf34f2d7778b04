// A separate project installs `npm pack`'s tarball and synthesizes each construct alone.
// `npm run test:consumer`
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const assert = require("node:assert/strict");

const project = path.join(__dirname, "..", "..");
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "break-glass-consumer-"));

try {
  const [{ filename }] = JSON.parse(
    execFileSync("npm", ["pack", "--json", "--pack-destination", folder], {
      cwd: project,
      stdio: ["ignore", "pipe", "ignore"],
    }),
  );
  const { name, dependencies, devDependencies } = JSON.parse(
    fs.readFileSync(path.join(project, "package.json"), "utf8"),
  );
  const { cdktf, constructs } = dependencies;
  const manifest = {
    name: "consumer",
    private: true,
    dependencies: { [name]: `file:${filename}`, cdktf, constructs, esbuild: devDependencies.esbuild },
  };
  fs.writeFileSync(path.join(folder, "package.json"), JSON.stringify(manifest));
  fs.copyFileSync(path.join(project, ".npmrc"), path.join(folder, ".npmrc"));
  execFileSync("npm", ["install", "--no-package-lock", "--silent"], { cwd: folder, stdio: "inherit" });
  fs.copyFileSync(path.join(__dirname, "consumer.ts"), path.join(folder, "consumer.ts"));
  const bundle = path.join(folder, "consumer.js");
  execFileSync(
    path.join(folder, "node_modules", ".bin", "esbuild"),
    ["consumer.ts", "--bundle", "--platform=node", `--outfile=${bundle}`, "--log-level=warning"],
    { cwd: folder, stdio: "inherit" },
  );
  // cdktf's test apps leave folders where temporary files are.
  const env = { ...process.env, TMPDIR: folder };
  const result = JSON.parse(execFileSync(process.execPath, [bundle], { cwd: folder, env }));
  const files = ["vault", "boundary"].flatMap((service) => fs.readdirSync(path.join(project, "constructs", service)));
  const withoutConstruct = ["agent-config.ts"];
  assert.equal(
    Object.keys(result).length,
    files.filter((file) => !withoutConstruct.includes(file)).length,
    "a construct is missing in consumer.ts",
  );
  for (const [construct, count] of Object.entries(result)) {
    assert.ok(count > 0, construct);
    console.log(`ok ${construct}: ${count} resources`);
  }
  console.log(`${Object.keys(result).length} passed, 0 failed`);
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
