const { sentenceRule } = require("./sentence-rule");

const one = (...words) => words.join("|");
const UNITS = one(
  "access|account|approval|approver|certificate|client|command|commit|configuration|construct|credential|duty",
  "engine|entity|environment|file|folder|group|guardrail|host|incident|interval|key|kind|line|method|mount|name",
  "page|path|person|pipeline|policy|port|process|profile|project|provider|purpose|request|resource|responder|role",
  "row|rule|run|scope|server|session|stack|store|target|team|test|token|use|user",
);
const SMALL_WORDS = one(
  "an?|and|as|at|by|for|from|has|if|in|into|is|like|nor|of|on|one|only|or|over|per|than|that|the|through|to|under|was",
  "when|where|which|while|who|with|within|without",
);
const NOUN = `(?!(?:${SMALL_WORDS}|[\\w-]*ed)\\b)[\\w-]*[^\\Ws]`;
const NOUNS = `(?!(?:${SMALL_WORDS})\\b)[\\w-]+s`;

/**
 * Phrases that read as translated, and what to write instead. Each pattern looks at one sentence. `bad` is an
 * example that the pattern finds, and `good` is how to write it.
 */
const PHRASES = [
  {
    pattern: /\b(?:s?he|him|her|his|hers|himself|herself)\b/i,
    instead: "they, them, their, themselves",
    bad: "Nobody approves himself.",
    good: "Nobody approves themselves.",
  },
  {
    pattern: /\bone an? \w+/i,
    instead: "one per …",
    bad: "A mount is one a purpose.",
    good: "There is one mount per purpose.",
  },
  {
    pattern: new RegExp(`\\b(?:one|an?|a single)(?: ${NOUN}){1,3} an? (?:${UNITS})\\b`, "i"),
    instead: "… per …",
    bad: "It writes one JSON object a line.",
    good: "It writes one JSON object per line.",
  },
  {
    pattern: new RegExp(`\\b(?:two|three|four|five|\\d+) (?:${NOUN} )?${NOUNS} an? (?:${UNITS})\\b`, "i"),
    instead: "… per …",
    bad: "It makes two stacks an environment.",
    good: "It makes two stacks per environment.",
  },
  {
    pattern: /\b(?:once|twice|times|requests|\d+) an? (?:second|minute|hour|day|week|month|quarter|year)\b/i,
    instead: "… per …",
    bad: "It takes five requests a second.",
    good: "It takes five requests per second.",
  },
  {
    pattern: /^Who(?:ever)? .*[^?]$/,
    instead: "a subject: A person who …",
    bad: "Who is past their dates is left out.",
    good: "The plan leaves out people past their dates.",
  },
  {
    pattern: /^(?:That|Those|This|The one|One) of\b/,
    instead: "the noun itself",
    bad: "That of the foundation holds a secret.",
    good: "The state of the foundation holds a secret.",
  },
  {
    pattern:
      /^What\b.*\b(?:is|are|was|were|has|have|may|must|can|cannot|does|did|goes|stays|comes)\b.*\b(?:is|are|was|were|has|have|may|must|can|cannot|does|did|goes|stays|comes)\b.*[.:]$/,
    instead: "a subject: The …",
    bad: "What cannot be parsed cannot be checked.",
    good: "An unreadable policy cannot be checked.",
  },
  {
    pattern: /(?<!\bthere )\b(?:is|are|was|were) no (?!longer\b|more\b|matter\b)\w+/i,
    instead: "is not a …",
    bad: "The file is no plan.",
    good: "The file is not a plan.",
  },
  {
    pattern: /\b(?:is|are) none of\b|\bnone of (?:Boundary|Vault)/i,
    instead: "is not one of …",
    bad: "The address is none of the workers'.",
    good: "The address does not belong to a worker.",
  },
  {
    pattern: /\bends? (?:ends|end|ended) it\b|\bends when it ends\b/i,
    instead: "what ends, and when",
    bad: "Access lasts until an end ends it.",
    good: "Access lasts until an operator ends it.",
  },
  { pattern: /\bTwice is fine\b/i, instead: "You can repeat …", bad: "Twice is fine.", good: "You can repeat it." },
  {
    pattern: /\bopen[- ]source\b/i,
    instead: "Community edition",
    bad: "The open-source editions of Vault and Boundary are enough.",
    good: "The Community editions of Vault and Boundary are enough.",
  },
  {
    pattern: /\bbeside (?:Boundary|Vault|a session)\b/i,
    instead: "without …, or around …",
    bad: "They use the credential beside Boundary.",
    good: "They use the credential without Boundary.",
  },
  {
    pattern:
      /\b(?:approval|certificate|credential|life|lease|time|token|validity)s?(?: that)? (?:is|are|was|were) over\b/i,
    instead: "has expired, or has ended",
    bad: "An approval that is over opens nothing.",
    good: "An expired approval opens nothing.",
  },
  { pattern: /\banew\b/i, instead: "again", bad: "The target is made anew.", good: "The target is created again." },
  {
    pattern: /\btests? holds? that\b/i,
    instead: "a test checks that",
    bad: "A test holds that nothing differs.",
    good: "A test checks that nothing differs.",
  },
  {
    pattern: /\b(?:otherwise|other) than its author\b|\bfor as long as (?:he|they) likes?\b/i,
    instead: "plain English",
    bad: "Vault reads it otherwise than its author.",
    good: "Vault reads it in another way than its author.",
  },
];

const phrases = sentenceRule((sentence) =>
  PHRASES.flatMap(({ pattern, instead }) => {
    const match = pattern.exec(sentence);
    return match === null ? [] : [{ index: match.index, message: `"${match[0]}": write ${instead}` }];
  }),
);

module.exports = { PHRASES, phrases };
