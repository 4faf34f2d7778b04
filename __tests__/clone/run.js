// Takes the project as a user does, with `npm run test:clone`. It clones the last commit with Windows' line endings into
// a folder with a space and an umlaut. There it runs README's blocks for a newcomer, adds an environment, and runs
// `npm test`.
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const assert = require("node:assert/strict");
const { readBlocks } = require("../pages/read-blocks");

const project = path.join(__dirname, "..", "..");
const parent = fs.mkdtempSync(path.join(os.tmpdir(), "break-glass clone für "));
const folder = path.join(parent, "Notfall Zugänge");
const run = (command, args, env = process.env) => execFileSync(command, args, { cwd: folder, stdio: "inherit", env });

try {
  execFileSync("git", ["clone", "--quiet", "--config", "core.autocrlf=true", project, folder], { stdio: "inherit" });
  const sample = fs.readFileSync(path.join(folder, "environments", "prod.yaml"), "utf8");
  const { CI, GITHUB_ACTIONS, ...developer } = process.env;
  const newcomer = readBlocks(path.join(folder, "README.md"), "a newcomer, in a fresh clone");
  assert.equal(newcomer.length, 2, "README's blocks for a newcomer");
  for (const block of newcomer) run("sh", ["-e", "-c", block], developer);
  fs.writeFileSync(
    path.join(folder, "environments", "acme-prod.yaml"),
    sample.replace("environment: prod", "environment: acme-prod"),
  );
  run("npm", ["test"], developer);
  const added = execFileSync("git", ["status", "--short", "environments"], { cwd: folder, encoding: "utf8" });
  assert.deepEqual(added.match(/^\?\? .*$/gm), [
    "?? environments/acme-prod.snapshot.yaml",
    "?? environments/acme-prod.yaml",
  ]);
  run("npm", ["test", "--", "--ci", "__tests__/environments"]);
  console.log("1 passed, 0 failed");
} finally {
  fs.rmSync(parent, { recursive: true, force: true });
}
