import { writeFileSync } from "node:fs";
import { generatedFiles } from "./reports/generated-files";

/** Writes the files that are generated from the code; a test keeps them current. */
for (const [file, content] of Object.entries(generatedFiles())) {
  writeFileSync(file, content);
  console.log(file);
}
