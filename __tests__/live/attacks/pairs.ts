import type { World } from "../world";
import { type Attack, IN, loginOutcome } from "./attack";
import { AMINA, approvalPath, credentialPath, DBA, JONAS, LOGIN, MAYA, MAYA_DBA, operator, SUPPORT } from "./people";

/** Two people who collude, and what they can do at most. Responder and approver of the profile are the mechanism itself. */
export const PAIRS: readonly Attack[] = [
  {
    id: "pair/approver-operator",
    who: "approver and operator",
    request: "approve, destroy the responder's enrolment, and activate without a code. At most: approve; end access",
    expected: "403",
    attempt: async (world) => {
      const body = await world.enrolment(MAYA, MAYA_DBA);
      await world.factor(MAYA, DBA);
      const jwt = await world.approval();
      const destroyed = await world.post("identity/mfa/method/totp/admin-destroy", await operator(world), body);
      world.people.destroyed(MAYA_DBA);
      if (destroyed !== 204) return `the enrolment: ${destroyed}`;
      return world.status(LOGIN, { method: "POST", body: { role: DBA, jwt }, mfa: `${body.method_id}:000000` });
    },
    control: {
      supplied: "the responder, who enrols again",
      expected: IN,
      attempt: async (world) =>
        loginOutcome(await world.activation(DBA, await world.approval(), await world.factor(MAYA, DBA))),
    },
  },
  {
    id: "pair/approver-operator-enrol",
    who: "approver and operator",
    request: "destroy the responder's enrolment and generate a new one with the approver's everyday login",
    expected: "403",
    attempt: async (world) => {
      const body = await world.enrolment(MAYA, MAYA_DBA);
      await world.factor(MAYA, DBA);
      await world.post("identity/mfa/method/totp/admin-destroy", await operator(world), body);
      world.people.destroyed(MAYA_DBA);
      return world.post("identity/mfa/method/totp/admin-generate", await world.staff(AMINA), body);
    },
    control: {
      supplied: "the responder's own everyday login",
      expected: IN,
      attempt: async (world) =>
        loginOutcome(await world.activation(DBA, await world.approval(), await world.factor(MAYA, DBA))),
    },
  },
  {
    id: "pair/responder-operator",
    who: "responder and operator",
    request: "activate with an expired approval, after the operator enabled the responder. At most: end access",
    expected: "403",
    attempt: async (world) => {
      await world.endNow();
      const status = await world.post(`identity/entity/name/${MAYA_DBA}`, await operator(world), { disabled: false });
      await world.enable(MAYA_DBA);
      return status;
    },
    control: {
      supplied: "a reviewed change, and an approval",
      expected: IN,
      attempt: async (world) =>
        loginOutcome(await world.activation(DBA, await world.approval(), await world.factor(MAYA, DBA))),
    },
  },
  pairReads(
    "responder-auditor",
    "responder and auditor",
    "read the approval with either token. At most: read configuration",
    approvalPath(MAYA, DBA),
    [(world) => world.auditor(), (world) => world.staff(MAYA)],
  ),
  pairReads(
    "operator-auditor",
    "operator and auditor",
    "read a credential with either token. At most: read configuration, end access",
    credentialPath(MAYA, DBA),
    [operator, (world) => world.auditor()],
  ),
  pairReads(
    "approver-auditor",
    "approver and auditor",
    "read a credential with either token. At most: approve, read configuration",
    credentialPath(MAYA, DBA),
    [(world) => world.approver(AMINA), (world) => world.auditor()],
  ),
  {
    id: "pair/approver-staff",
    who: "approver and the everyday login of another responder",
    request: "activate the profile of a third person with the colleague's code. At most: what each may do alone",
    expected: "403",
    attempt: async (world) =>
      loginOutcome(await world.activation(DBA, await world.approval(), await world.factor(JONAS, DBA))),
    control: {
      supplied: "an approval for the colleague",
      expected: IN,
      attempt: async (world) =>
        loginOutcome(await world.activation(DBA, await world.approval(JONAS, DBA), await world.factor(JONAS, DBA))),
    },
  },
  {
    id: "pair/operator-staff",
    who: "operator and the everyday login of a responder",
    request: "enrol again and activate without an approval. At most: an enrolment that only the responder holds",
    expected: "400",
    attempt: async (world) => {
      await world.people.enrolAnew(MAYA_DBA);
      return loginOutcome(await world.activation(DBA, "", await world.factor(MAYA, DBA)));
    },
    control: {
      supplied: "an approval",
      expected: IN,
      attempt: async (world) =>
        loginOutcome(await world.activation(DBA, await world.approval(), await world.factor(MAYA, DBA))),
    },
  },
  {
    id: "pair/approver-of-another-profile",
    who: "responder and an approver of another profile",
    request: "activate a profile that the approver may not approve. At most: the approver's own profile",
    expected: "403",
    attempt: async (world) =>
      world.status(approvalPath(MAYA, SUPPORT), { token: await world.approver(JONAS), wrapTtl: 30 }),
    control: {
      supplied: "an approver of that profile",
      expected: "200",
      attempt: async (world) =>
        world.status(approvalPath(MAYA, SUPPORT), { token: await world.approver(AMINA), wrapTtl: 30 }),
    },
  },
  {
    id: "pair/two-approvers",
    who: "two approvers, one of whom is a responder",
    request: "the responder approves themselves with the colleague's wrapping. At most: each approves the other",
    expected: "403",
    attempt: async (world) =>
      world.status(approvalPath(JONAS, DBA), { token: await world.approver(JONAS), wrapTtl: 30 }),
    control: {
      supplied: "the other approver",
      expected: "200",
      attempt: async (world) =>
        world.status(approvalPath(JONAS, DBA), { token: await world.approver(AMINA), wrapTtl: 30 }),
    },
  },
  {
    id: "pair/two-responders",
    who: "two responders",
    request: "activate with the approval of one and the code of the other",
    expected: "403",
    attempt: async (world) =>
      loginOutcome(await world.activation(DBA, await world.approval(JONAS, DBA), await world.factor(MAYA, DBA))),
    control: {
      supplied: "the code of the person in the approval",
      expected: IN,
      attempt: async (world) =>
        loginOutcome(await world.activation(DBA, await world.approval(JONAS, DBA), await world.factor(JONAS, DBA))),
    },
  },
];

function pairReads(
  id: string,
  who: string,
  request: string,
  path: string,
  tokens: ((world: World) => Promise<string>)[],
): Attack {
  return {
    id: `pair/${id}`,
    who,
    request,
    expected: "403",
    attempt: async (world) => {
      const statuses: number[] = [];
      for (const token of tokens) statuses.push(await world.status(path, { token: await token(world), wrapTtl: 30 }));
      return [...new Set(statuses)].join(", ");
    },
    control: {
      supplied: "the token that may read it",
      expected: "200",
      attempt: async (world) =>
        path.startsWith("identity/")
          ? world.status(path, { token: await world.approver(AMINA), wrapTtl: 30 })
          : world.status(path, { token: await world.boundarysToken(DBA) }),
    },
  };
}
