const { TestEnvironment } = require("jest-environment-node");

/**
 * Node, with cheap stacks for plain objects. cdktf captures a stack for each token that it makes, on a plain object, and
 * nobody reads it. Jest would translate its lines by source maps: a third of the time of a test that synthesizes.
 */
module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    const { Error: TestError, Object: TestObject } = this.global;
    TestError.prepareStackTrace = (thrown, sites) =>
      TestObject.getPrototypeOf(thrown) === TestObject.prototype ? "" : Error.prepareStackTrace(thrown, sites);
  }
};
