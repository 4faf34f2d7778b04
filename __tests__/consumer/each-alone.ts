import { readdirSync } from "node:fs";
import { join } from "node:path";
import { Testing } from "cdktf";
import type { Construct } from "constructs";

/** Synthesizes each example alone. Prints how many resources and outputs it declares. */
const folder = join(__dirname, "examples");
const counts = readdirSync(folder).map((file) => {
  const { example } = require(join(folder, file));
  const { resource = {}, output = {} } = JSON.parse(Testing.synthScope((scope: Construct) => void example(scope)));
  const resources = Object.values<object>(resource).flatMap((byType) => Object.keys(byType));
  return [file, resources.length + Object.keys(output).length];
});
console.log(JSON.stringify(Object.fromEntries(counts)));
