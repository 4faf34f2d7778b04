// What a docstring leaves out: a summary, an example, a unit, a default.
const { typesOf } = require("./pages");

const TIME = /ttl|period|interval|rotation|max(age|ttl)|sessionmax/i;

function gapsOfMember(owner, { name, type, optional, doc }) {
  const at = `${owner}.${name}`;
  return [
    ...(doc.text === "" ? [`${at}: no description`] : []),
    ...(optional && doc.default === undefined ? [`${at}: optional, and no @default`] : []),
    ...(!optional && doc.default !== undefined ? [`${at}: @default, and not optional`] : []),
    ...(type === "number" && TIME.test(name) && !/second/i.test(doc.text) ? [`${at}: a time without its unit`] : []),
  ];
}

/** One line per gap in the docstrings of what others import. */
function gapsIn({ modules, typeNamed }) {
  const declarations = modules.flatMap(({ name, declarations }) =>
    declarations.filter(({ doc }) => name.startsWith("constructs/") || doc.examples.length > 0),
  );
  const types = typesOf(declarations, typeNamed);
  return [
    ...declarations.flatMap(({ name, doc }) => (doc.examples.length === 0 ? [`${name}: no @example`] : [])),
    ...[...declarations, ...types].flatMap(({ name, doc, props = [], outputs = [], methods = [] }) => [
      ...(doc.text === "" && !name.endsWith("Props") ? [`${name}: no summary`] : []),
      ...[...props, ...outputs, ...methods].flatMap((member) => gapsOfMember(name, member)),
    ]),
  ];
}

module.exports = { gapsIn };
