// cdktf loads its zip library, half of its start, whether or not a stack has assets. None of ours has.
// `launch.js` puts this in its place; what asks for an archive still gets one.
module.exports = (...args) => require("cdktf/node_modules/archiver")(...args);
