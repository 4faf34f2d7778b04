import type { Loaded } from "../config/load";
import { checkGuardrails, GuardrailsFailed } from "../guardrails/check";
import { type Built, jsonOf } from "../stacks/app";
import { type ResourceCounts, validateStacks, writeStacks } from "../stacks/write-stacks";

/**
 * Writes every stack, or nothing: all validations and guardrails run before the first file.
 *
 * @throws GuardrailsFailed with every finding; Error when a validation fails
 */
export function synthesize(built: Built, loaded: Loaded): ResourceCounts {
  const counts = validateStacks(built);
  const findings = checkGuardrails(loaded, jsonOf(built))
    .filter(({ rule }) => rule.stops === "synth")
    .flatMap((outcome) => outcome.findings);
  if (findings.length > 0) throw new GuardrailsFailed(findings);
  writeStacks(built);
  return counts;
}
