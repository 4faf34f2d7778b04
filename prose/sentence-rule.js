/** The text of a node without its markup, and the place of each character in the document. */
function flatten(node) {
  const [start] = node.range;
  if (node.type === "Str")
    return { text: node.value.replaceAll("\n", " "), offsets: Array.from(node.value, (_, index) => start + index) };
  if (node.type === "Break") return { text: " ", offsets: [start] };
  if (node.type === "Code" || node.type === "Html") return { text: "CODE", offsets: Array(4).fill(start) };
  const parts = (node.children ?? []).map(flatten);
  return { text: parts.map(({ text }) => text).join(""), offsets: parts.flatMap(({ offsets }) => offsets) };
}

/** The sentences of a node. A code span is one word. */
function sentencesOf(node) {
  const { text, offsets } = flatten(node);
  return [...new Intl.Segmenter("en", { granularity: "sentence" }).segment(text)].map(({ segment, index }) => ({
    sentence: segment.trim(),
    /** The place in the node of a character of the sentence. */
    at: (character) => (offsets[index + segment.search(/\S/) + character] ?? node.range[0]) - node.range[0],
  }));
}

/** A textlint rule that looks at one sentence at a time, in paragraphs, headings and cells of tables. */
const sentenceRule =
  (check) =>
  ({ Syntax, RuleError, report, locator }, options) => {
    const visit = (node) => {
      for (const { sentence, at } of sentencesOf(node))
        for (const { index = 0, message } of check(sentence, options, node.type))
          report(node, new RuleError(message, { padding: locator.at(at(index)) }));
    };
    return { [Syntax.Paragraph]: visit, [Syntax.Header]: visit, [Syntax.TableCell]: visit };
  };

module.exports = { sentenceRule };
