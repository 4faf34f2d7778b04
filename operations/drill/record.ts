import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DrillCast } from "./cast";

/** One step of a drill, as it went. */
export interface DrilledStep {
  readonly step: string;
  readonly outcome: "passed" | "failed" | "not checked";
  readonly milliseconds: number;
  readonly detail: string;
}

/** Record of one drill; it holds no secret. */
export interface DrillRecord extends DrillCast {
  readonly environment: string;
  readonly incident: string;
  readonly correlation: string;
  /** ISO time. */
  readonly started: string;
  readonly passed: boolean;
  /** Steps that could not be checked from where the drill ran. */
  readonly notChecked: number;
  /** From the approval to the answer of the first query, machine time. */
  readonly approvalToQueryMilliseconds: number | null;
  /** From the start of `end` until everything was verified dead. */
  readonly endMilliseconds: number | null;
  readonly steps: readonly DrilledStep[];
}

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
export const stepText = ({ step, outcome, milliseconds, detail }: DrilledStep) =>
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
