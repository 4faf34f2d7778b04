const { sentenceRule } = require("./sentence-rule");

/** A sentence has at most `max` words. The maintained rules for textlint count characters instead. */
module.exports = sentenceRule((sentence, { max }) => {
  const words = sentence.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  if (words.length <= max) return [];
  return [{ message: `${words.length} words in one sentence, at most ${max}: "${words.slice(0, 6).join(" ")} …"` }];
});
