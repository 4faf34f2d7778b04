import type { Construct } from "constructs";
import type { Access } from "../../model/accesses";
import { AUDITORS, MOUNTS, OPERATORS } from "../../model/names";
import type { Responder } from "../../model/responders";
import { auditorRules, operatorRules } from "../../policies/people";
import type { PolicyRule } from "../../policies/policy-rule";
import { leasePrefixesOf, rotationsOf } from "../engines/ends";
import { mountOf } from "../engines/engine";
import { engineOf } from "../engines/engine-of";
import { BreakGlassPolicy } from "../vault/break-glass-policy";
import { EntityGroup } from "../vault/entity-group";

export interface DutyGroupsProps {
  readonly responders: readonly Responder[];
  readonly accesses: readonly Access[];
  /** Ids of the entities of operators. */
  readonly operators: readonly string[];
  /** Ids of the entities of auditors. */
  readonly auditors: readonly string[];
  /** Ids of the entities whose TOTP enrolment an operator may destroy. */
  readonly enrolled: readonly string[];
  readonly totpMethodId: string | undefined;
}

/** Groups and policies of operators and auditors. Returns the groups' ids. */
export function declareDutyGroups(scope: Construct, props: DutyGroupsProps): string[] {
  const { responders, accesses } = props;
  const leasePrefixes = [`auth/${MOUNTS.breakGlass}/login`, ...leasePrefixesOf(accesses)];
  const declare = (id: string, name: string, memberEntityIds: readonly string[], rules: readonly PolicyRule[]) => {
    const policy = new BreakGlassPolicy(scope, `${id}-policy`, { name, rules });
    return new EntityGroup(scope, `${id}-group`, { name, memberEntityIds, policies: [policy.name] }).groupId;
  };
  return [
    declare(
      "operators",
      OPERATORS,
      props.operators,
      operatorRules({
        responderEntities: responders.map(({ entity }) => entity),
        enrolledEntityIds: props.totpMethodId === undefined ? [] : props.enrolled,
        mfaMethodId: props.totpMethodId ?? "",
        leasePrefixes,
        rotations: rotationsOf(accesses).map(({ path }) => path),
      }),
    ),
    declare("auditors", AUDITORS, props.auditors, auditorRules(leasePrefixes, auditedPaths(accesses))),
  ];
}

/** The paths that an auditor reads of the mounts in use. A `+` stands for a target. */
function auditedPaths(accesses: readonly Access[]): string[] {
  const kinds = new Set(accesses.map(({ accessConfig }) => accessConfig.kind));
  return [...kinds].flatMap((kind) => {
    const { mount } = engineOf(kind);
    return mount === undefined ? [] : mount.audited.map((path) => `${mountOf(mount, "+")}/${path}`);
  });
}
