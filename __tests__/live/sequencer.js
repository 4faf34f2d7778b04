// The suite with the timed drills goes first, and the others wait for it (turns.ts). Two labs that are deployed at the
// same time on two cores would time each other.
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

const ORDER = ["engines", "lab", "security", "faults", "pages", "policies", "plan-age"];
const place = (test) => ORDER.indexOf(path.basename(test.path, ".live.ts"));

module.exports = class TimedFirst {
  constructor({ globalConfig }) {
    this.some = Boolean(globalConfig.testNamePattern);
  }

  sort(tests) {
    const sorted = [...tests].sort((a, b) => place(a) - place(b));
    if (!this.some && sorted.length > 1 && place(sorted[0]) === 0) {
      const file = path.join(os.tmpdir(), `break-glass-live-timed-${process.pid}`);
      process.env.LIVE_TIMED = file;
      process.once("exit", () => fs.rmSync(file, { force: true }));
    }
    return sorted;
  }

  allFailedTests(tests) {
    return tests;
  }

  cacheResults() {}

  shard(tests) {
    return tests;
  }
};
