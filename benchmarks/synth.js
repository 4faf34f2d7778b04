// What synth costs, as ratios in one run: the app beside Node's own start, `cdktf synth` beside cdktf
// without an app. `npm run bench`. Medians; exit code 1 when a ratio is over its limit.
const { spawnSync } = require("node:child_process");
const path = require("node:path");

const project = path.join(__dirname, "..");
const cdktf = path.join(project, "node_modules", ".bin", "cdktf");
const RUNS = 9;

function once(command, args) {
  const started = process.hrtime.bigint();
  const { status, stderr } = spawnSync(command, args, { cwd: project, env: { ...process.env, CI: "1" } });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${stderr}`);
  return Number(process.hrtime.bigint() - started) / 1e6;
}

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Both sides in turn, so that whatever else the machine does meets both. */
function compare(what, limit, [command, args], [baseCommand, baseArgs]) {
  once(command, args); // bundle and caches
  const [times, bases] = [[], []];
  for (let run = 0; run < RUNS; run++) {
    times.push(once(command, args));
    bases.push(once(baseCommand, baseArgs));
  }
  const [time, base] = [median(times), median(bases)];
  const ratio = time / base;
  console.log(`${what}: ${time.toFixed(0)} ms / ${base.toFixed(0)} ms = ${ratio.toFixed(2)} (limit ${limit})`);
  return ratio <= limit;
}

const results = [
  compare("app / node -e 0", 3.5, [process.execPath, ["commands/launch.js", "synth"]], [process.execPath, ["-e", "0"]]),
  compare("cdktf synth / cdktf synth -a true", 1.3, [cdktf, ["synth"]], [cdktf, ["synth", "-a", "true"]]),
];
process.exitCode = results.every(Boolean) ? 0 : 1;
