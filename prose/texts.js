const { parseSync } = require("@swc/core");

/**
 * The prose in a TypeScript or JavaScript file: its comments, and its strings with three words in a row. Strings count
 * everywhere, because errors, help texts and descriptions all reach a person.
 *
 * @returns {{ line: number, text: string }[]}
 */
function textsOfSource(source) {
  const strings = stringsOf(source);
  return [...commentsOutside(strings, source), ...strings.flatMap(proseOf)].map(({ at, text }) => ({
    line: source.slice(0, at).split("\n").length,
    text,
  }));
}

/** The comments of a YAML file or a shell script. */
function textsOfComments(source) {
  return [...source.matchAll(/(?<=^|\s)#(?!!) ?.*(?:\n\s*# ?.*)*/g)].map(({ 0: comment, index }) => ({
    line: source.slice(0, index).split("\n").length,
    text: comment.replace(/^\s*# ?/gm, ""),
  }));
}

/** Every string with its place; an expression in a template becomes one word. */
function stringsOf(source) {
  // swc counts bytes over all files that it has parsed, and leaves leading comments out of a module's span.
  const prefix = "0;";
  const module = parseSync(prefix + source.replace(/^#!/, "//"), { syntax: "typescript", target: "es2022" });
  const characters = Buffer.byteLength(source) === source.length ? undefined : charactersOf(source);
  const place = (offset) => {
    const byte = offset - module.span.start - prefix.length;
    return characters === undefined ? byte : characters[byte];
  };
  const found = [];
  const visit = (node) => {
    if (typeof node !== "object" || node === null) return;
    if (["ImportDeclaration", "RegExpLiteral", "StringLiteral", "TemplateLiteral"].includes(node.type))
      found.push({ at: place(node.span.start), end: place(node.span.end), text: textOf(node) });
    if (node.type !== "ImportDeclaration") for (const child of Object.values(node)) visit(child);
  };
  visit(module.body.slice(1));
  return found;
}

/** The index of the character at each byte. */
function charactersOf(source) {
  const characters = [];
  let at = 0;
  for (const character of source) {
    for (let byte = 0; byte < Buffer.byteLength(character); byte++) characters.push(at);
    at += character.length;
  }
  return [...characters, at];
}

function textOf(node) {
  if (node.type === "StringLiteral") return node.value;
  if (node.type === "TemplateLiteral") return node.quasis.map(({ cooked }) => cooked).join("X");
  return "";
}

/** The paragraphs of a string. An indented line is a row of a table and stands alone. */
function proseOf({ at, text }) {
  if (!/[A-Za-z][a-z]+ [a-z]+ [a-z]+/.test(text)) return [];
  return text
    .split(/\n\s*\n|\n(?=\s)/)
    .map((paragraph) => ({ at, text: paragraph.trim().replaceAll(/ {2,}/g, "\n\n") }));
}

function commentsOutside(strings, source) {
  const rest = withoutStrings(strings, source);
  return [...rest.matchAll(/\/\*[\s\S]*?\*\/|\/\/.*(?:\n[ \t]*\/\/.*)*/g)].map(({ 0: comment, index }) => ({
    at: index,
    text: comment.replaceAll(/^[ \t]*(?:\/\*+|\*\/|\*|\/\/) ?|\*\/$/gm, "").replaceAll(/^@(?:\w+)/gm, "\n$&"),
  }));
}

/** The source with every string blanked out, at the same places. */
function withoutStrings(strings, source) {
  const parts = [];
  let from = 0;
  for (const { at, end } of strings.toSorted((one, other) => one.at - other.at)) {
    if (at < from) continue; // a string in an expression of a template
    parts.push(source.slice(from, at), source.slice(at, end).replaceAll(/[^\n]/g, "x"));
    from = end;
  }
  return [...parts, source.slice(from)].join("");
}

module.exports = { textsOfComments, textsOfSource };
