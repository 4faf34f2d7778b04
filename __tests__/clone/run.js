// Takes the project as a user does: a clone with Windows' line endings in a folder with a space and an umlaut, README's
// step that removes the samples, an environment of one's own, `npm test`. `npm run test:clone`; it tests the last commit.
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const assert = require("node:assert/strict");

const project = path.join(__dirname, "..", "..");
const parent = fs.mkdtempSync(path.join(os.tmpdir(), "break-glass clone für "));
const folder = path.join(parent, "Notfall Zugänge");
const run = (command, args, env = process.env) => execFileSync(command, args, { cwd: folder, stdio: "inherit", env });

try {
  execFileSync("git", ["clone", "--quiet", "--config", "core.autocrlf=true", project, folder], { stdio: "inherit" });
  fs.symlinkSync(path.join(project, "node_modules"), path.join(folder, "node_modules"), "junction");
  const sample = fs.readFileSync(path.join(folder, "environments", "prod.yaml"), "utf8");
  const [removal] = /git rm .*AS_OF\.sample.*/.exec(fs.readFileSync(path.join(folder, "README.md"), "utf8"));
  run("sh", ["-c", removal]);
  fs.writeFileSync(
    path.join(folder, "environments", "acme-prod.yaml"),
    sample.replace("environment: prod", "environment: acme-prod"),
  );
  const { CI, GITHUB_ACTIONS, ...developer } = process.env;
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
