// The layers of the project, lowest first: arrows run down alone, and nowhere in a circle. `npm run check:layers`.

/** A layer imports itself and those before it. */
const LAYERS = [
  "config",
  "model",
  "policies",
  "constructs",
  "stacks",
  "guardrails",
  "reports",
  "operations",
  "lab",
  "commands",
  "main.ts",
];
/** These may import every layer, and no layer imports them. */
const TOP = ["__tests__", "benchmarks", "examples", "prose", "reference", "toolchain"];

const within = (names) => `^(${names.join("|").replaceAll(".", "\\.")})(/|$)`;

module.exports = {
  forbidden: [
    {
      name: "no-circle",
      comment: "Two modules that import each other, directly or not, are one: types count, too.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    ...LAYERS.map((layer, index) => ({
      name: `no-arrow-up-from-${layer}`,
      comment: `${layer} may import ${LAYERS.slice(0, index).join(", ") || "nothing else of the project"}.`,
      severity: "error",
      from: { path: within([layer]) },
      to: { path: within([...LAYERS.slice(index + 1), ...TOP]) },
    })),
    {
      name: "every-folder-has-a-layer",
      comment: "Name a new folder in .dependency-cruiser.js, at the place where it belongs.",
      severity: "error",
      from: { path: "/", pathNot: within([...LAYERS, ...TOP]) },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(node_modules|dist|\\.build|cdktf\\.out)/" },
    // TypeScript 7 has no API that this tool could ask for a file's imports.
    parser: "swc",
    // Types count: an import of a type is an arrow like any other.
    tsPreCompilationDeps: true,
  },
};
