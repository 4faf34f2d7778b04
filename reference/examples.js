// Writes the examples of the docstrings as programs, so that a compiler reads them.
const fs = require("node:fs");
const path = require("node:path");

/** Each example by the name of its declaration: imports, then a function of the stack. */
function exampleSources({ modules }) {
  const declarations = modules.flatMap((module) => module.declarations);
  return new Map(
    declarations.flatMap(({ name, doc }) =>
      doc.examples.map((example, index) => {
        const code = /^```ts\n(.*)\n```$/s.exec(example)?.[1];
        if (code === undefined) throw new Error(`${name}: an @example is one block of ts.`);
        const lines = code.split("\n");
        const isImport = (line) => line.startsWith("import ");
        const source = [
          ...(/\bstack\b/.test(code) ? ['import type { TerraformStack } from "cdktf";'] : []),
          ...lines.filter(isImport),
          "",
          `export const example = (${/\bstack\b/.test(code) ? "stack: TerraformStack" : ""}): void => {`,
          ...lines.filter((line) => !isImport(line)),
          "};",
          "",
        ].join("\n");
        return [index === 0 ? name : `${name}-${index + 1}`, source];
      }),
    ),
  );
}

/** Writes one file per example to `folder`, which is emptied first. Returns their names. */
function writeExamples(reference, folder) {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const sources = exampleSources(reference);
  for (const [name, source] of sources) fs.writeFileSync(path.join(folder, `${name}.ts`), source);
  return [...sources.keys()];
}

module.exports = { writeExamples };
