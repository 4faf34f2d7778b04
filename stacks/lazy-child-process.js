// In the bundle, cdktf's child_process: loaded when a program is really run, which synthesis never does.
module.exports = {
  get execSync() {
    return require("node:child_process").execSync;
  },
};
