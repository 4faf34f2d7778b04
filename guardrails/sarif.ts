import type { Outcome } from "./check";

/**
 * The findings for code scanning.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarif(outcomes: readonly Outcome[]): object {
  const rules = [...new Map(outcomes.map(({ rule }) => [rule.id, rule])).values()];
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "break-glass guardrails",
            rules: rules.map(({ id, title, why, remedy, severity }) => ({
              id,
              shortDescription: { text: title },
              fullDescription: { text: why },
              help: { text: remedy },
              properties: { "security-severity": severity === "high" ? "8.0" : "5.0" },
            })),
          },
        },
        results: outcomes.flatMap(({ findings }) =>
          findings.map(({ rule, construct, value, allowed, place, environment }) => ({
            ruleId: rule.id,
            level: rule.severity === "high" ? "error" : "warning",
            message: { text: `${construct}: ${String(value)}. Allowed: ${allowed}. ${rule.remedy}` },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: place?.file ?? `environments/${environment}.yaml` },
                  region: { startLine: place?.line ?? 1, startColumn: place?.column ?? 1 },
                },
                logicalLocations: [{ fullyQualifiedName: construct }],
              },
            ],
          })),
        ),
      },
    ],
  };
}
