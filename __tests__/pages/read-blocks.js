// For tests that are plain Node programs: the blocks of a page that one person runs (blocks.ts reads all of them).
const fs = require("node:fs");
const MarkdownIt = require("markdown-it");

/** @returns the blocks below `<!-- run: RUNNER -->`, in their order */
exports.readBlocks = (page, runner) => {
  const tokens = new MarkdownIt({ html: true }).parse(fs.readFileSync(page, "utf8"), {});
  const isMark = (token) => token?.type === "html_block" && token.content.trim() === `<!-- run: ${runner} -->`;
  return tokens
    .filter(({ type }, index) => type === "fence" && isMark(tokens[index - 1]))
    .map(({ content }) => content);
};
