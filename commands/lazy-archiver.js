// cdktf loads its zip library, half of its start, whether or not a stack has assets. None of ours has.
// `commands/launch.js` puts this in its place; a program that needs an archive still gets one.
const outside = require; // not bundled
module.exports = (...args) => outside("cdktf/node_modules/archiver")(...args);
