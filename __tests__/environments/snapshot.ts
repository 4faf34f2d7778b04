import { stringify } from "yaml";
import { asOf } from "../../config/clock";
import type { LoadedEnvironment } from "../../config/load";
import { buildApp } from "../../stacks/app";

/** The values of one type in a stack, without what cdktf notes about each construct. */
const withoutMetadata = (_: string, value: unknown) =>
  typeof value === "object" && value !== null && "//" in value ? { ...value, "//": undefined } : value;

/**
 * The resources of each stack of an environment as text that people can review, one YAML document per stack.
 *
 * @param moment ISO time for which expiry and reviews are decided
 */
export function snapshotText(entry: LoadedEnvironment, moment: string): string {
  const { environment, leftOut } = asOf(entry.declared, new Date(moment));
  const loaded = { asOf: moment, drills: "", environments: [{ ...entry, environment, leftOut }] };
  const { stacks } = buildApp(loaded, { bootstrap: false }, { outdir: "/nonexistent" });
  const texts = [...stacks.values()].flat().map((stack) => {
    const resources = JSON.parse(JSON.stringify(stack.toTerraform()["resource"], withoutMetadata));
    const text = stringify(resources, { sortMapEntries: true, lineWidth: 0, blockQuote: "literal" });
    return `--- # ${stack.node.id}\n${text}`;
  });
  return `# The resources of ${environment.environment} as of ${moment.slice(0, 10)}. \`npm test\` writes and checks this file.\n${texts.join("")}`;
}

/**
 * The day of the newest review in a file. A snapshot as of this day changes only with the file, never with time. People
 * who expire later stay in the snapshot until somebody edits the file.
 */
export function newestReview({ declared }: LoadedEnvironment): string {
  const entries = [...Object.values(declared.people), ...Object.values(declared.profiles)];
  const days = entries.map(({ reviewedOn }) => reviewedOn).sort();
  return `${days.at(-1) ?? "1970-01-01"}T00:00:00.000Z`;
}
