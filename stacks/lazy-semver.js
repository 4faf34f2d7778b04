// In the bundle, cdktf's semver: it compares versions of Terraform's binary, which synthesis never runs.
const outside = require; // not bundled
module.exports = {
  get satisfies() {
    return outside("cdktf/node_modules/semver").satisfies;
  },
};
