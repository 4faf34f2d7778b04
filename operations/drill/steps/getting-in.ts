import { approverEntity, MOUNTS, operatorEntity } from "../../../model/names";
import type { DrillStep } from "../drill-step";
import { NotChecked } from "../not-checked";
import { refusalOf } from "./refusal";

/** From the enrolments to a login in Boundary. */
export const GETTING_IN: readonly DrillStep[] = [
  {
    name: "everybody is enrolled",
    act: async (drill) => {
      const { people, access, cast } = drill;
      const { responder, approver, operator } = cast;
      const factor = drill.keep("factor", await people.factor(responder, access.entity));
      await people.factor(approver, approverEntity(approver), MOUNTS.approvals);
      await people.factor(operator, operatorEntity(operator), MOUNTS.operations);
      await factor.authenticator.ready(); // now, and not between the approval and the first query
      return `${responder}, ${approver} and ${operator}: ${people.origin}`;
    },
  },
  {
    name: "the everyday login does not reach the target",
    act: async (drill) => {
      const { people, access, place, cast, incident } = drill;
      if (people.staffToken === undefined) throw new NotChecked("no everyday token was given");
      const token = await people.staffToken(cast.responder);
      const path = `identity/oidc/token/${access.approvalRole}`;
      const { status } = await place.vault.request(path, { token, incident });
      if (status !== 403) throw new Error(`Vault answered ${status} to an approval`);
      const answer = await refusalOf(drill.boundaryAs(token), "Boundary let the everyday login in");
      return `Vault 403, then ${answer.status} to the login for Boundary`;
    },
  },
  {
    name: "the approver logs in with a second factor",
    act: async (drill) => {
      const { approver } = drill.cast;
      drill.keep("approverToken", await drill.dutyToken(approver, approverEntity(approver), MOUNTS.approvals));
      return approver;
    },
  },
  {
    name: "the approver approves, wrapped",
    act: async (drill) => {
      const { access, cast, cli } = drill;
      drill.keep("approvedAt", performance.now());
      const { approval: wrapTtl } = access.profileConfig.limits;
      const approval = await cli.approve(drill.get("approverToken"), cast.responder, cast.profile, wrapTtl);
      drill.keep("approval", approval);
      return access.approvalRole;
    },
  },
  {
    name: "the responder activates with a second factor",
    act: async (drill) => {
      const { access, cast, cli } = drill;
      drill.keep("vaultToken", await cli.activate(cast.profile, drill.get("approval"), drill.get("factor")));
      return access.entity;
    },
  },
  {
    name: "the responder logs in to Boundary through Vault",
    act: async (drill) => {
      drill.keep("boundary", await drill.boundaryAs(drill.get("vaultToken")));
      return drill.alias;
    },
  },
];
