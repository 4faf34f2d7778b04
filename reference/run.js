// The API reference of the package, docs/api/.
// `npm run docs:api` writes it; `npm run check:api` compares it, looks for gaps and compiles the examples.
const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { readReference } = require("./docstrings");
const { writeExamples } = require("./examples");
const { gapsIn } = require("./gaps");
const { renderPages } = require("./pages");

const project = path.join(__dirname, "..");
const pages = path.join(project, "docs", "api");
const examples = path.join(project, ".build", "examples");
const reference = readReference();

/** Fails to compile where the examples' imports are not checked: an error that is expected is missing then. */
const CONTROL = `import type { TerraformStack } from "cdktf";
import { ApprovalKey } from "vault-boundary-break-glass/constructs/vault/approval-key";

export const control = (stack: TerraformStack) =>
  // @ts-expect-error: a name is a text
  new ApprovalKey(stack, "key", { name: 1, vaultAddress: "https://vault.example.com", audience: "a" });
`;

function compileErrors() {
  const names = writeExamples(reference, examples);
  fs.writeFileSync(path.join(examples, "control.ts"), CONTROL);
  const tsconfig = {
    extends: "../../tsconfig.json",
    compilerOptions: { paths: { "vault-boundary-break-glass/*": ["../../*"] }, types: ["node"] },
    include: ["*.ts"],
    exclude: [],
  };
  fs.writeFileSync(path.join(examples, "tsconfig.json"), JSON.stringify(tsconfig));
  const compiler = path.join(project, "node_modules", "typescript", "bin", "tsc");
  const { status, stdout } = spawnSync(process.execPath, [compiler, "-p", examples], {
    cwd: project,
    encoding: "utf8",
  });
  return { names, errors: status === 0 ? [] : stdout.trim().split("\n") };
}

if (process.argv.includes("--write")) {
  fs.mkdirSync(pages, { recursive: true });
  for (const [name, text] of renderPages(reference)) fs.writeFileSync(path.join(pages, name), text);
} else {
  const read = (file) => (fs.existsSync(file) ? fs.readFileSync(file, "utf8") : undefined);
  const stale = [...renderPages(reference)]
    .filter(([name, text]) => read(path.join(pages, name)) !== text)
    .map(([name]) => `docs/api/${name} differs from the docstrings: npm run docs:api`);
  const { names, errors } = compileErrors();
  const problems = [...gapsIn(reference), ...stale, ...errors];
  for (const problem of problems) console.error(problem);
  console.log(`${names.length} examples, ${problems.length} problems`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
