// Reads the docstrings of what package.json's `exports` lets others import.
const fs = require("node:fs");
const path = require("node:path");
const { Project } = require("ts-morph");

const project = path.join(__dirname, "..");
const TAGS = /(?:^|\s)@(default|throws|see|example)(?=\s)/;

/** Text and tags of the docstring of one declaration. */
function docOf(node) {
  const [text = "", ...rest] = (node.getJsDocs().at(-1)?.getInnerText() ?? "").split(TAGS);
  const tags = (name) =>
    rest.flatMap((part, index) => (index % 2 === 1 && rest[index - 1] === name ? [part.trim()] : []));
  return {
    text: text.trim(),
    default: tags("default")[0],
    throws: tags("throws"),
    see: tags("see"),
    examples: tags("example"),
  };
}

const memberOf = (node) => ({
  name: node.getName(),
  type: typeOf(node),
  optional: node.hasQuestionToken?.() ?? false,
  doc: docOf(node),
});

/** The type as the source writes it, without line breaks. */
const typeOf = (node) => (node.getTypeNode()?.getText() ?? "").replace(/\s+/g, " ");

/** The type of an alias: one of the values of a constant list, where it says so. */
function listedType(alias) {
  const [, list] = /^\(typeof (\w+)\)\[number\]$/.exec(typeOf(alias)) ?? [];
  if (list === undefined) return typeOf(alias);
  const values = alias.getSourceFile().getVariableDeclarationOrThrow(list).getInitializerOrThrow().getText();
  return [...values.matchAll(/"[^"]+"/g)].join(" | ");
}

/** Own and inherited properties; those that it inherits come from another interface of this project. */
function propertiesOf(declaration, interfaces) {
  const inherited = declaration.getExtends().flatMap((base) => {
    const parent = interfaces.get(base.getExpression().getText());
    if (parent === undefined) throw new Error(`${declaration.getName()}: ${base.getText()} is not in this project`);
    return propertiesOf(parent, interfaces);
  });
  return [...declaration.getProperties().map(memberOf), ...inherited];
}

function methodOf(node) {
  const parameters = node.getParameters().map((parameter) => ({
    name: parameter.getNameNode().getKindName() === "ObjectBindingPattern" ? "props" : parameter.getName(),
    type: typeOf(parameter),
  }));
  return { name: node.getName(), parameters, returns: node.getReturnTypeNode()?.getText() ?? "void", doc: docOf(node) };
}

function constructOf(declaration, interfaces) {
  const props = interfaces.get(`${declaration.getName()}Props`);
  if (props === undefined) throw new Error(`${declaration.getName()} has no ${declaration.getName()}Props`);
  const isPublic = (node) => node.getScope() === "public";
  return {
    kind: "construct",
    name: declaration.getName(),
    doc: docOf(declaration),
    props: propertiesOf(props, interfaces),
    outputs: declaration.getInstanceProperties().filter(isPublic).map(memberOf),
    methods: declaration.getInstanceMethods().filter(isPublic).map(methodOf),
  };
}

/** Paths of the modules that `exports` names, without extension. */
function exportedModules() {
  const { exports: map } = JSON.parse(fs.readFileSync(path.join(project, "package.json"), "utf8"));
  const names = Object.keys(map).filter((name) => name !== "./package.json");
  return names.flatMap((name) => {
    const folder = path.posix.dirname(name);
    if (!name.endsWith("/*")) return [name.slice(2)];
    const files = fs.readdirSync(path.join(project, folder)).filter((file) => file.endsWith(".ts"));
    return files.sort().map((file) => `${folder.slice(2)}/${path.basename(file, ".ts")}`);
  });
}

/**
 * What each exported module declares, and every interface and type of the project that these name.
 * Reads syntax alone, so that no dependency is loaded.
 */
function readReference() {
  const sources = new Project({ skipAddingFilesFromTsConfig: true, skipFileDependencyResolution: true });
  const folders = ["config", "constructs", "model", "policies"];
  sources.addSourceFilesAtPaths(folders.map((folder) => path.join(project, folder, "**/*.ts")));
  const files = sources.getSourceFiles();
  const interfaces = new Map(files.flatMap((file) => file.getInterfaces().map((node) => [node.getName(), node])));
  const aliases = new Map(files.flatMap((file) => file.getTypeAliases().map((node) => [node.getName(), node])));
  const modules = exportedModules().map((name) => {
    const file =
      sources.getSourceFile(path.join(project, `${name}.ts`)) ??
      sources.getSourceFileOrThrow(path.join(project, name, "index.ts"));
    const exported = (nodes) => nodes.filter((node) => node.hasExportKeyword());
    const classes = exported(file.getClasses()).filter((node) => node.getExtends()?.getText() === "Construct");
    return {
      name,
      declarations: [
        ...classes.map((node) => constructOf(node, interfaces)),
        ...exported(file.getFunctions()).map((node) => ({ kind: "function", ...methodOf(node) })),
      ],
    };
  });
  const typeNamed = (name) => {
    const shape = interfaces.get(name);
    if (shape !== undefined) return { name, doc: docOf(shape), props: propertiesOf(shape, interfaces) };
    const alias = aliases.get(name);
    return alias && { name, doc: docOf(alias), type: listedType(alias) };
  };
  return { modules, typeNamed };
}

module.exports = { exportedModules, readReference };
