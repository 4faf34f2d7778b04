import type { Construct } from "constructs";
import type { Environment } from "../../config/schema";
import { peopleWith } from "../../model/duties";
import { auditorEntity, operatorEntity } from "../../model/names";
import { DedicatedEntity } from "../vault/dedicated-entity";
import type { EntityIds } from "./entity-ids";

const NAMES = { operator: operatorEntity, auditor: auditorEntity } as const;

/** One entity per operator or per auditor. Their rights come from the group of their duty. */
export function declareDutyEntities(
  scope: Construct,
  duty: keyof typeof NAMES,
  environment: Environment,
  mountAccessor: string,
): EntityIds {
  const declared = peopleWith(duty, environment).map((person): [string, string] => {
    const name = NAMES[duty](person);
    const entity = new DedicatedEntity(scope, `${duty}_${person}`, { name, mountAccessor, metadata: { person, duty } });
    return [name, entity.entityId];
  });
  return new Map(declared);
}
