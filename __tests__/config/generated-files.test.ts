import { readFileSync } from "node:fs";
import { join } from "node:path";
import { generatedFiles } from "../../reports/generated-files";

test.each(Object.entries(generatedFiles()))("%s is current (npm run docs writes it)", (file, content) => {
  expect(readFileSync(join(__dirname, "..", "..", file), "utf8")).toBe(content);
});
