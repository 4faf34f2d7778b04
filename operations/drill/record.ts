import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DrillRecord, DrillStep } from "./drill";

/** Writes a record as JSON and Markdown below `<folder>/<environment>/`; returns the Markdown's path. */
export function writeRecord(folder: string, record: DrillRecord): string {
  const place = join(folder, record.environment);
  mkdirSync(place, { recursive: true });
  const name = join(place, record.started.replaceAll(":", "-").replace(/\.\d+Z$/, "Z"));
  writeFileSync(`${name}.json`, `${JSON.stringify(record, null, 2)}\n`);
  writeFileSync(`${name}.md`, recordPage(record));
  return `${name}.md`;
}

/** One step as a line of progress. */
export const stepText = ({ step, outcome, milliseconds, detail }: DrillStep) =>
  `${outcome === "failed" ? "FAILED" : outcome}  ${step} (${milliseconds} ms): ${detail}`;

/** The record for people: who, approved by, incident, each step with its time. */
export function recordPage(record: DrillRecord): string {
  const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("\n", " ");
  const milliseconds = (value: number | null) => (value === null ? "not reached" : `${value} ms`);
  return [
    `# Drill of ${record.profile} in ${record.environment}: ${record.passed ? "passed" : "failed"}`,
    "",
    `- Responder: ${record.responder}`,
    `- Approved by: ${record.approver}`,
    `- Ended by: ${record.operator}`,
    `- Target: ${record.target}`,
    `- Incident: ${record.incident}, correlation ${record.correlation}`,
    `- Started: ${record.started}`,
    `- From the approval to the first query: ${milliseconds(record.approvalToQueryMilliseconds)}`,
    `- From end to dead credentials and a cut session: ${milliseconds(record.endMilliseconds)}`,
    "",
    "| step | result | ms | detail |",
    "| --- | --- | ---: | --- |",
    ...record.steps.map(
      (step) =>
        `| ${cell(step.step)} | ${step.outcome === "failed" ? "**failed**" : step.outcome} | ${step.milliseconds} | ${cell(step.detail)} |`,
    ),
    "",
  ].join("\n");
}
