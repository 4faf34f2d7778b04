/** The pieces of a node's text without its markup, each with its place in the document. */
function piecesOf({ type, value, children, range: [start] }) {
  if (type === "Str") return [{ text: value.replaceAll("\n", " "), start }];
  if (type === "Break") return [{ text: " ", start }];
  if (type === "Code" || type === "Html") return [{ text: "CODE", start }];
  return (children ?? []).flatMap(piecesOf);
}

/** The place in the document of a character of the pieces' text. */
function placeOf(pieces, character) {
  let before = 0;
  for (const { text, start } of pieces) {
    if (character < before + text.length) return start + (text === "CODE" ? 0 : character - before);
    before += text.length;
  }
  return 0;
}

// A sentence may begin with a name in small letters, such as cdktf. So a small letter after a full stop counts too.
const SENTENCE = /\S.*?(?:(?<!\b(?:e\.g|i\.e|etc|vs))[.!?]["')\]]*(?=\s|$)|$)/g;

/** The sentences of a node. A code span is one word. */
function sentencesOf(node) {
  const pieces = piecesOf(node);
  const text = pieces.map((piece) => piece.text).join("");
  return [...text.matchAll(SENTENCE)].map(({ 0: sentence, index }) => ({
    sentence,
    /** The place in the node of a character of the sentence. */
    at: (character) => Math.max(0, placeOf(pieces, index + character) - node.range[0]),
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
