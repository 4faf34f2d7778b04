// Renders the API reference, docs/api/, from what reference/docstrings.js reads.
const fs = require("node:fs");
const path = require("node:path");

const ADRS = fs.readdirSync(path.join(__dirname, "..", "docs", "adr"));
const NOTICE = "<!-- Written by `npm run docs:api` from the docstrings. Edit those. -->";
/** The test of the pages' blocks reads it. */
const MARK = "<!-- run: a reader of the API -->";

/** Names of decisions become links. */
const linked = (text) =>
  text.replace(/docs\/adr\/(\d{4})/g, (_, number) => {
    const file = ADRS.find((name) => name.startsWith(`${number}-`));
    if (file === undefined) throw new Error(`There is no decision ${number} in docs/adr.`);
    return `[ADR ${Number(number)}](../adr/${file})`;
  });
const prose = (text) => linked(text.replace(/(?<!\n)\n(?!\n)/g, " "));
const cell = (text) => prose(text).replaceAll("\n", " ").replaceAll("|", "\\|");
const anchor = (name) => name.toLowerCase();
const summary = (text) =>
  prose(text)
    .split("\n")[0]
    .split(/(?<=\.) /)[0];

function table(heading, members) {
  const rows = members.map(({ name, type, optional, doc }) => {
    const fallback = doc.default === undefined ? "" : ` Default: ${doc.default}.`;
    return `| \`${name}${optional ? "?" : ""}\` | \`${cell(type)}\` | ${cell(doc.text + fallback)} |`;
  });
  return [`| ${heading} | Type | Meaning |`, "| --- | --- | --- |", ...rows].join("\n");
}

const notes = ({ throws, see }) => [
  ...throws.map((text) => `Throws: ${prose(text)}`),
  ...see.map((text) => `Source: <${text}>`),
];
const signature = ({ name, parameters, returns }) =>
  `${name}(${parameters.map((parameter) => `${parameter.name}: ${parameter.type}`).join(", ")}): ${returns}`;

function section(declaration) {
  const { name, doc, props = [], outputs = [], methods = [] } = declaration;
  return [
    `## ${name}`,
    prose(doc.text),
    ...doc.examples.map((example) => `${MARK}\n${example}`),
    ...(declaration.kind === "function" ? [`\`${signature(declaration)}\``] : []),
    ...(props.length > 0 ? [table("Prop", props)] : []),
    ...(outputs.length > 0 ? [table("Attribute", outputs)] : []),
    ...methods.map((method) => `\`${signature(method)}\`: ${prose(method.doc.text)}`),
    ...notes(doc),
  ];
}

function typeSection({ name, doc, type, props }) {
  const isList = type !== undefined && /^[\w"| -]+$/.test(type);
  const shape = props === undefined ? (isList ? [`\`${type.replace(/^\| /, "")}\``] : []) : [table("Key", props)];
  return [`### ${name}`, ...(doc.text === "" ? [] : [prose(doc.text)]), ...shape, ...notes(doc)];
}

/** Types of this project that these declarations name, and those that they name in turn. */
function typesOf(declarations, typeNamed) {
  const found = new Map();
  const visit = (text) => {
    for (const [name] of text.matchAll(/\b[A-Z]\w+/g)) {
      const type = found.has(name) || name === "Environment" ? undefined : typeNamed(name);
      if (type === undefined) continue;
      found.set(name, type);
      for (const inner of type.props?.map((prop) => prop.type) ?? [type.type]) visit(inner);
    }
  };
  for (const declaration of declarations) {
    const { props = [], outputs = [], methods = [], parameters = [], returns = "" } = declaration;
    const signatures = methods.flatMap((method) => [...method.parameters, { type: method.returns }]);
    for (const { type } of [...props, ...outputs, ...parameters, ...signatures, { type: returns }]) visit(type);
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function page(title, intro, declarations, typeNamed) {
  const types = typesOf(declarations, typeNamed);
  const parts = [
    NOTICE,
    `# ${title}`,
    ...intro,
    ...declarations.flatMap(section),
    ...(types.length > 0 ? ["## Types", ...types.flatMap(typeSection)] : []),
  ];
  return `${parts.join("\n\n")}\n`;
}

const listed = (declarations, file) =>
  declarations.map(({ name, doc }) => `- [${name}](${file}#${anchor(name)}): ${summary(doc.text)}`).join("\n");

/** Text of each page by its name in docs/api/. */
function renderPages({ modules, typeNamed }) {
  const of = (test) =>
    modules
      .filter(({ name }) => test(name))
      .flatMap(({ declarations }) => declarations)
      .filter(({ doc }) => doc.examples.length > 0);
  const vault = of((name) => name.startsWith("constructs/vault/"));
  const boundary = of((name) => name.startsWith("constructs/boundary/"));
  const whole = of((name) => !/^constructs\/(vault|boundary)\//.test(name));
  const stack = "In the examples, `stack` is a `TerraformStack` with the providers of Vault and Boundary.";
  const intro = [
    "The package holds the constructs of this project and what reads an environment's YAML. Import each construct from " +
      `its own path, as the examples do. ${stack} [examples/own-app](../../examples/own-app) is a whole app.`,
    `${"`Environment`"} is what [environments/environment.schema.json](../../environments/environment.schema.json) describes, ` +
      "with durations in seconds and defaults filled in. Its type is in `config/schema`.",
    `**Whole environments**\n\n${listed(whole, "")}`,
    `**Vault**\n\n${listed(vault, "vault.md")}`,
    `**Boundary**\n\n${listed(boundary, "boundary.md")}`,
  ];
  return new Map([
    ["README.md", page("API", intro, whole, typeNamed)],
    ["vault.md", page("Constructs for Vault", [stack], vault, typeNamed)],
    ["boundary.md", page("Constructs for Boundary", [stack], boundary, typeNamed)],
  ]);
}

module.exports = { renderPages, typesOf };
