import { Testing } from "cdktf";
import type { Construct } from "constructs";
import type { Json } from "../sample";

export type { Json };

/** Terraform's JSON of what is declared. */
export const synth = (declare: (scope: Construct) => void): Json => JSON.parse(Testing.synthScope(declare));

/** Resources of a type. */
export const all = (json: Json, type: string): Json[] => Object.values(json.resource[type] ?? {});

/** The one resource of a type. */
export function only(json: Json, type: string): Json {
  const resources = all(json, type);
  expect(resources).toHaveLength(1);
  return resources[0];
}
