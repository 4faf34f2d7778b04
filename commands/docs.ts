import { writeFileSync } from "node:fs";
import { generatedFiles } from "../reports/generated-files";
import { command } from "./command";

export const docs = command({
  description: `Writes the pages and the JSON schema that are generated from the code, and prints their names.
A test fails if one of them is out of date.`,
  flags: {},
  exits: { 0: "done", 1: "a file could not be written" },
  run() {
    const files = Object.entries(generatedFiles());
    for (const [file, content] of files) writeFileSync(file, content);
    const names = files.map(([file]) => file);
    return { text: names.join("\n"), json: names };
  },
});
