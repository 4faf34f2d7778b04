import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadEnvironments, namesByDefault, SAMPLE_AS_OF, SNAPSHOT } from "../../config/load";
import { ENGINES } from "../../constructs/engines";
import { newestReview, snapshotText } from "./snapshot";

// The users' tests: a file beside each environment's YAML shows what synthesis makes of it.
// `npm test` writes the file of a new environment, and removes the file of one that is gone; `--ci` refuses both.

const FOLDER = process.env["ENVIRONMENTS_DIR"] ?? join(__dirname, "..", "..", "environments");
const names = namesByDefault(FOLDER);

/** What Jest knows about snapshots in this run: `none` with `--ci`, `all` with `-u`; its summary shows the counts. */
type SnapshotState = Record<"added" | "matched" | "unmatched" | "updated", number> & {
  readonly _updateSnapshot: "all" | "new" | "none";
};
const jestState = () => (expect.getState() as unknown as { snapshotState: SnapshotState }).snapshotState;

/** Compares a text with a file, or writes the file where Jest would write a snapshot. */
function compare(text: string, file: string): void {
  const state = jestState();
  const known = existsSync(file) ? readFileSync(file, "utf8") : undefined;
  if (text === known) state.matched++;
  else if (state._updateSnapshot === "all" || (state._updateSnapshot === "new" && known === undefined)) {
    writeFileSync(file, text);
    state[known === undefined ? "added" : "updated"]++;
  } else {
    state.unmatched++;
    if (known === undefined) throw new Error(`${file} is missing: run npm test, review the file and commit it.`);
    expect(text).toBe(known);
  }
}

// Not test.each, which refuses an empty list: a folder with the lab alone has no snapshots.
for (const name of names) {
  test(`${name}: synthesis makes what its snapshot shows`, () => {
    const { environments, asOf } = loadEnvironments({ environments: FOLDER, environment: name }, ENGINES);
    for (const entry of environments) {
      const moment = existsSync(join(FOLDER, SAMPLE_AS_OF)) ? asOf : newestReview(entry);
      compare(snapshotText(entry, moment), join(FOLDER, `${name}${SNAPSHOT}`));
    }
  });
}

test("no snapshot is left of an environment that is gone", () => {
  const left = readdirSync(FOLDER).filter(
    (file) => file.endsWith(SNAPSHOT) && !names.includes(file.slice(0, -SNAPSHOT.length)),
  );
  if (jestState()._updateSnapshot === "none") expect(left).toEqual([]);
  for (const file of left) rmSync(join(FOLDER, file));
});
