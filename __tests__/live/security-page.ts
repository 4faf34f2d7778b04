/** The outcome of one attack and its control. */
export interface AttackRecord {
  readonly group: string;
  readonly id: string;
  readonly who: string;
  readonly request: string;
  readonly expected: string;
  readonly real: string;
  readonly supplied: string;
  readonly controlExpected: string;
  readonly control: string;
  readonly verdict: "refused" | "FAILED" | "CONTROL FAILED";
}

/** `docs/security-tests.md` from the records of a run. */
export function securityPage(records: readonly AttackRecord[]): string {
  const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("\n", " ");
  const groups = [...new Set(records.map(({ group }) => group))];
  return [
    "# Attacks and their refusals",
    "",
    "`UPDATE_SECURITY_PAGE=1 npm run test:live -- security` writes this page. It runs against the lab's real Vault, Boundary",
    "and PostgreSQL, and every later run must give the same results. A refusal counts only with its control: the same",
    "request with the one missing factor, which must succeed. `SECURITY_RECORD=FILE` writes the records as JSON.",
    "",
    `${records.length} attacks, ${records.filter(({ verdict }) => verdict === "refused").length} refused.`,
    "",
    ...groups.flatMap((group) => [
      `## ${group}`,
      "",
      "| attack | who | what | answer | the control: with … | answer |",
      "| --- | --- | --- | --- | --- | --- |",
      ...records
        .filter((record) => record.group === group)
        .map(({ id, who, request, real, supplied, control, verdict }) =>
          [`| \`${id}\``, who, request, verdict === "refused" ? real : `**${real}**`, supplied, `${control} |`]
            .map(cell)
            .join(" | ")
            .replace(/^\\\|/, "|")
            .replace(/\\\|$/, "|"),
        ),
      "",
    ]),
  ].join("\n");
}
