#!/usr/bin/env node
// Starts break-glass, or another TypeScript program of the project, in this process:
//
//   node commands/launch.js synth --json        break-glass with these arguments
//   node commands/launch.js main.ts             a program, by its path in the project
//
// esbuild makes one bundle of the program and all of its imports. The bundle stays, with V8's compiled code, until one of
// its files changes.
const crypto = require("node:crypto");
const fs = require("node:fs");
const { createRequire } = require("node:module");
const path = require("node:path");
const v8 = require("node:v8");
const vm = require("node:vm");

const PROJECT = path.join(__dirname, "..");
const isProgram = process.argv[2]?.endsWith(".ts") ?? false;
const program = isProgram ? process.argv[2] : "commands/break-glass.ts";
/** The start of the paths of the program's kept files. */
const kept = path.join(PROJECT, ".build", program.replace(/\.ts$/, ""));
const manifestFile = `${kept}.json`;
if (!fs.existsSync(path.join(PROJECT, program))) {
  console.error(
    `There is no ${program} in ${PROJECT}: this is not a checkout of break-glass, or not one of its programs.`,
  );
  process.exit(1);
}

/** Files that decide about a bundle in addition to its inputs. */
const SETTINGS = [
  path.relative(PROJECT, __filename),
  "tsconfig.json",
  "package.json",
  "package-lock.json",
  "node_modules/.package-lock.json",
  "node_modules/esbuild/package.json",
];

/**
 * Changes with every write. No program can set the change time, so it also shows a write that keeps the size and the
 * modification time. Nothing is compared with a clock.
 */
function signature(file) {
  const stat = fs.statSync(path.join(PROJECT, file), { bigint: true, throwIfNoEntry: false });
  return stat && [stat.size, stat.mtimeNs, stat.ctimeNs, stat.ino].join("-");
}

/** The kept bundle, or nothing if there is none or a file has changed. */
function keptBundle() {
  try {
    const { id, inputs } = JSON.parse(fs.readFileSync(manifestFile, "utf8"));
    if (Object.entries(inputs).some(([file, known]) => signature(file) !== (known ?? undefined))) return undefined;
    const content = fs.readFileSync(`${kept}.${id}.js`);
    if (idOf(content) !== id) return undefined; // damaged by somebody, or by a full disk
    return { id, code: content.toString("latin1") }; // esbuild writes ASCII, but for comments
  } catch {
    return undefined; // none yet, or another process is making a new one
  }
}

const idOf = (code) => crypto.createHash("sha256").update(code).digest("hex").slice(0, 16);

/** Errors of a folder in which nothing can be kept. The command works without: it is slower. */
const NOT_KEPT = new Set(["EACCES", "EEXIST", "ENOSPC", "ENOTDIR", "EPERM", "EROFS"]);

function keep(act) {
  try {
    act();
  } catch (error) {
    if (!NOT_KEPT.has(error.code)) throw error;
  }
}

/** Writes a file as a whole, so that another process reads the old one or the new one. */
function write(file, content) {
  const part = `${file}.${process.pid}.part`;
  fs.writeFileSync(part, content);
  fs.renameSync(part, file);
}

/** Ends with esbuild's own message, which names file and line, if a source is not TypeScript. */
function bundled(options) {
  try {
    return require("esbuild").buildSync(options);
  } catch (error) {
    if (error.errors === undefined) throw error;
    process.exit(1);
  }
}

/** The time of the file system that holds the bundles, in nanoseconds. */
function now() {
  const mark = `${kept}.${process.pid}.part`;
  fs.writeFileSync(mark, "");
  const { ctimeNs } = fs.statSync(mark, { bigint: true });
  fs.rmSync(mark);
  return ctimeNs;
}

function makeBundle() {
  let begun = 0n;
  keep(() => {
    fs.mkdirSync(path.dirname(kept), { recursive: true });
    begun = now();
  });
  const { metafile, outputFiles } = bundled({
    absWorkingDir: PROJECT,
    entryPoints: [program],
    outfile: `${kept}.js`,
    bundle: true,
    metafile: true,
    write: false,
    platform: "node",
    target: "node20",
    minifySyntax: true,
    minifyWhitespace: true, // names stay, for stacks
    sourcemap: "external",
    sourcesContent: false,
    logLevel: "warning",
    alias: {
      archiver: path.join(__dirname, "lazy-archiver.js"),
    },
    banner: { js: "(function (exports, require, module, __filename, __dirname) {" },
    footer: { js: "})" },
  });
  const file = (end) => outputFiles.find((each) => each.path.endsWith(end)).text;
  const code = file(".js");
  const id = idOf(code);
  keep(() => keepBundle(id, code, file(".js.map"), Object.keys(metafile.inputs), begun));
  return { id, code };
}

/** Writes a bundle for the next run, and removes the one before. @param begun time before any input was read */
function keepBundle(id, code, map, files, begun) {
  const inputs = {};
  for (const file of [...SETTINGS, ...files]) {
    const stat = fs.statSync(path.join(PROJECT, file), { bigint: true, throwIfNoEntry: false });
    // esbuild may have read a file before or after it changed meanwhile: the next run makes the bundle again.
    inputs[file] = stat && stat.ctimeNs >= begun ? "changed" : signature(file);
  }
  write(`${kept}.${id}.js`, code);
  write(`${kept}.${id}.js.map`, map);
  write(
    manifestFile,
    JSON.stringify({ id, inputs }, (_, value) => value ?? null),
  );
  const old = (name) => name.startsWith(`${path.basename(kept)}.`) && !name.includes(`.${id}.`);
  for (const name of fs.readdirSync(path.dirname(kept))) {
    if (old(name) && name !== path.basename(manifestFile) && !name.endsWith(".part"))
      fs.rmSync(path.join(path.dirname(kept), name), { force: true });
  }
}

const { id, code } = keptBundle() ?? makeBundle();
const filename = `${kept}.${id}.js`;
// V8 takes compiled code only from the same version with the same flags; of the bundle it compares the length alone.
// Each command has its own: it holds the functions that the command calls.
const command = isProgram ? [] : process.argv.slice(2, 3);
const compiled = [kept, id, ...command, process.version, v8.cachedDataVersionTag(), "cache"].join(".");
const cachedData = fs.existsSync(compiled) ? fs.readFileSync(compiled) : undefined;
// By its name alone: cdktf keeps the text of a whole stack for each reference that it makes.
const script = new vm.Script(code, { filename: path.basename(filename), cachedData });
if (cachedData === undefined || script.cachedDataRejected) {
  // At the end, when the functions are compiled; not for help or a mistake, which call few of them.
  const isHelp = process.argv.some((arg) => ["--help", "-h"].includes(arg));
  process.once("exit", (code) => code !== 0 || isHelp || keep(() => write(compiled, script.createCachedData())));
}
process.argv.splice(1, isProgram ? 2 : 1, filename);
const own = { exports: {} };
// Below no other function, for the same reason.
setImmediate(() =>
  script.runInThisContext()(own.exports, createRequire(filename), own, filename, path.dirname(filename)),
);
