// The cost of synthesis, as ratios within one run: `npm run bench`. Each side runs in turn, so that the machine's other
// work meets both. Exit code 1 when the launcher is slower than a plain esbuild bundle that Node starts.
// `node benchmarks/synth.js FOLDER` also compares with another checkout, such as the last release.
const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const yaml = require("yaml");

const project = path.join(__dirname, "..");
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "break-glass-bench-"));
/** Above the noise of a machine with other work. */
const LIMIT = 1.15;

/** Milliseconds of processor time and MB of memory at the peak, which other work changes less than the time. */
function once([command, ...args], cwd, environments) {
  const usage = path.join(folder, "usage.json");
  const probe = path.join(folder, "probe.js");
  const lines = [
    "const usage = process.resourceUsage();",
    "const result = [(usage.userCPUTime + usage.systemCPUTime) / 1000, usage.maxRSS / 1024];",
    `require("node:fs").writeFileSync(${JSON.stringify(usage)}, JSON.stringify(result));`,
  ];
  fs.writeFileSync(probe, `process.once("exit", () => { ${lines.join(" ")} });`);
  const env = {
    ...process.env,
    ENVIRONMENTS_DIR: environments,
    CDKTF_OUTDIR: path.join(folder, "out"),
    NODE_OPTIONS: `--require ${JSON.stringify(probe)}`,
  };
  const { status, stderr } = spawnSync(command, args, { cwd, env });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${stderr}`);
  const [time, memory] = JSON.parse(fs.readFileSync(usage, "utf8"));
  return { time, memory };
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** Runs every side in turn; the ratios are to the first. */
function compare(what, runs, sides, environments) {
  for (const { command, cwd } of sides) once(command, cwd, environments); // bundles and caches
  const results = sides.map(() => []);
  for (let run = 0; run < runs; run++)
    for (const [index, { command, cwd }] of sides.entries()) results[index].push(once(command, cwd, environments));
  const medians = results.map((all) => ({
    time: median(all.map(({ time }) => time)),
    memory: median(all.map(({ memory }) => memory)),
  }));
  const [first] = medians;
  for (const [index, { time, memory }] of medians.entries()) {
    const ratios = `${(time / first.time).toFixed(2)} of the time, ${(memory / first.memory).toFixed(2)} of the memory`;
    console.log(`${what}, ${sides[index].name}: ${time.toFixed(0)} ms, ${memory.toFixed(0)} MB (${ratios})`);
  }
  return medians;
}

const fixtures = path.join(project, "__tests__", "fixtures");
const samples = path.join(fixtures, "environments");

/** A folder of environments, and the drills beside it. */
function environmentsIn(name, files) {
  const environments = path.join(folder, name, "environments");
  fs.mkdirSync(environments, { recursive: true });
  fs.cpSync(path.join(fixtures, "drills"), path.join(folder, name, "drills"), { recursive: true });
  fs.copyFileSync(path.join(samples, "AS_OF.sample"), path.join(environments, "AS_OF.sample"));
  for (const [file, text] of Object.entries(files)) fs.writeFileSync(path.join(environments, file), text);
  return environments;
}

/** The samples alone: another checkout may not know the files beside them. */
function sampleEnvironments() {
  const files = ["dev.yaml", "prod.yaml", "staging.yaml"];
  const read = (file) => [file, fs.readFileSync(path.join(samples, file), "utf8")];
  return environmentsIn("samples", Object.fromEntries(files.map(read)));
}

/** The sample prod with many databases behind its first profile. */
function large(targets) {
  const environment = yaml.parse(fs.readFileSync(path.join(samples, "prod.yaml"), "utf8"));
  const [{ access }] = Object.values(environment.profiles);
  const [first] = access;
  const target = environment.targets[first.target];
  for (let index = 0; index < targets; index++) {
    environment.targets[`db-${index}`] = { ...target, address: `db-${index}.example.com` };
    access.push({ ...first, target: `db-${index}` });
  }
  return environmentsIn("large", { "prod.yaml": yaml.stringify(environment, { aliasDuplicateObjects: false }) });
}

/** How a checkout synthesizes: its npm script, without npm's own start. */
const checkout = (name, cwd) => {
  const { scripts } = JSON.parse(fs.readFileSync(path.join(cwd, "package.json"), "utf8"));
  return { name, cwd, command: [process.execPath, ...scripts.synth.split(" ").slice(1)] };
};

try {
  // Below the project, where Node finds the modules.
  const plain = path.join(project, ".build", "plain.js");
  require("esbuild").buildSync({
    absWorkingDir: project,
    entryPoints: ["commands/break-glass.ts"],
    outfile: plain,
    bundle: true,
    platform: "node",
    logLevel: "warning",
  });
  const [base] = process.argv.slice(2);
  const sides = [
    { name: "plain esbuild and Node", cwd: project, command: [process.execPath, plain, "synth"] },
    checkout("launcher", project),
    ...(base === undefined ? [] : [checkout(base, path.resolve(base))]),
  ];
  const results = [compare("samples", 9, sides, sampleEnvironments()), compare("1,000 targets", 3, sides, large(1000))];
  process.exitCode = results.every(([bare, launcher]) => launcher.time <= LIMIT * bare.time) ? 0 : 1;
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
