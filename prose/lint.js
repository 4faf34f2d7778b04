const path = require("node:path");
const { TextlintKernel } = require("@textlint/kernel");
const markdown = require("@textlint/textlint-plugin-markdown");
const { phrases } = require("./phrases");
const sentenceLength = require("./sentence-length");
const { textsOfComments, textsOfSource } = require("./texts");

const KERNEL = new TextlintKernel();
const RULES = [
  { ruleId: "phrases", rule: phrases },
  { ruleId: "sentence-length", rule: sentenceLength, options: { max: 25 } },
];

const READERS = {
  ".md": (text) => [{ line: 1, text }],
  ".ts": textsOfSource,
  ".js": textsOfSource,
  ".yaml": textsOfComments,
};

/** The prose of a file, each with its line. A file of another kind has none. */
function textsOf(file, content) {
  const read = READERS[path.extname(file)];
  return read === undefined ? [] : read(content).map((text) => ({ file, ...text }));
}

/** Checks the texts of one file against the rules of CONTRIBUTING.md, "Language". They become one Markdown document. */
async function lint(texts) {
  const lines = texts.flatMap(({ file, line, text }) => [
    ...text.split("\n").map((content, index) => ({ file, line: line + index, content })),
    { file, line, content: "" },
  ]);
  const { messages } = await KERNEL.lintText(lines.map(({ content }) => content).join("\n"), {
    ext: ".md",
    plugins: [{ pluginId: "markdown", plugin: markdown.default }],
    rules: RULES,
  });
  return messages.map(({ line, ruleId, message }) => {
    const { file, line: place } = lines[line - 1];
    return { file, line: place, rule: ruleId, message };
  });
}

module.exports = { lint, textsOf };
