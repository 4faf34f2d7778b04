// Checks every sentence of the repository: the pages, the comments, and the strings of the sources.
// `node prose/check.js FILE…` checks only these files.
const { execFileSync } = require("node:child_process");
const { existsSync, readFileSync } = require("node:fs");
const { lint, textsOf } = require("./lint");

/** Files without a check, each with its reason. */
const EXCLUDED_FILES = {
  "prose/phrases.js": "It holds the examples of bad phrases.",
  "__tests__/prose/prose.test.ts": "It holds bad examples too.",
};

async function main(chosen) {
  const known = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { encoding: "utf8" });
  const files = (chosen.length > 0 ? chosen : known.trim().split("\n")).filter(
    (file) => existsSync(file) && !Object.hasOwn(EXCLUDED_FILES, file),
  );
  const found = files.map((file) => lint(textsOf(file, readFileSync(file, "utf8"))));
  const findings = (await Promise.all(found)).flat();
  for (const { file, line, rule, message } of findings) console.log(`${file}:${line} ${rule} ${message}`);
  if (findings.length > 0) console.log(`${findings.length} findings. CONTRIBUTING.md, "Language", has the rules.`);
  return findings.length === 0 ? 0 : 1;
}

main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
