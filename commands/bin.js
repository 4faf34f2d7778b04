#!/usr/bin/env node
// `npx break-glass`: in a checkout the sources run, in an installed package what `npm run build` compiled.
const fs = require("node:fs");
const path = require("node:path");

if (fs.existsSync(path.join(__dirname, "break-glass.ts"))) require("./launch.js");
else require("../dist/commands/installed.js");
