import { accessesOf } from "../../model/accesses";
import { peopleWith } from "../../model/duties";
import { enrolmentsOf } from "../../model/enrolments";
import { approvedBy, respondersOf } from "../../model/responders";
import { targetsInUse } from "../../model/targets-in-use";
import { environmentWith } from "../synthesized";

const prod = environmentWith("prod");

test("an access for each responder, profile and target, with its names", () => {
  const accesses = accessesOf(prod);
  const expected = Object.entries(prod.profiles).flatMap(([profile, { responders, access }]) =>
    responders.flatMap((person) => access.map(({ target }) => `${person} ${profile} ${target}`)),
  );
  expect(accesses.map(({ person, profile, target }) => `${person} ${profile} ${target}`)).toEqual(expected);
  const [first] = accesses;
  expect(first).toMatchObject({
    entity: `bg_${first?.person}_${first?.profile}`,
    approvalRole: `approve_${first?.person}_${first?.profile}`,
    roleName: `bg_${first?.person}_${first?.profile}_${first?.target}`,
  });
  expect(new Set(accesses.map(({ roleName }) => roleName)).size).toBe(accesses.length);
});

test("ids such as constructor are ids like others", () => {
  const { profiles, targets, people } = structuredClone(prod);
  const [profile] = Object.values(profiles);
  const [target] = Object.values(targets);
  const [person] = Object.values(people);
  if (profile === undefined || target === undefined || person === undefined) throw new Error("prod is empty");
  const access = { kind: target.kind, target: "constructor" } as (typeof profile.access)[number];
  const environment = {
    people: { constructor: person },
    targets: { constructor: target },
    profiles: { constructor: { ...profile, responders: ["constructor"], access: [access] } },
  };
  const accesses = accessesOf(environment);
  expect(accesses.map(({ roleName }) => roleName)).toEqual(["bg_constructor_constructor_constructor"]);
  expect([...targetsInUse(accesses).keys()]).toEqual(["constructor"]);
  expect(() => accessesOf({ ...environment, targets: {} })).toThrow("there is no target constructor");
});

test("a target in use knows its accesses and their longest session; one that nobody reaches is not there", () => {
  const all = accessesOf(prod);
  const inUse = targetsInUse(all.filter(({ profile }) => profile === "senior-dba"));
  expect(inUse.size).toBeGreaterThan(0);
  expect([...inUse.keys()].sort()).toEqual(
    [...new Set(prod.profiles["senior-dba"]?.access.map((a) => a.target))].sort(),
  );
  for (const { name, accesses, longestSession } of inUse.values()) {
    expect(accesses.every(({ target }) => target === name)).toBe(true);
    expect(longestSession).toBe(prod.profiles["senior-dba"]?.limits.session);
  }
});

test("an approver approves others, and only of the profiles that name them", () => {
  const responders = respondersOf(prod);
  for (const approver of peopleWith("approver", prod)) {
    const approved = approvedBy(approver, responders);
    expect(approved.map(({ person }) => person)).not.toContain(approver);
    for (const { profile } of approved) expect(prod.profiles[profile]?.approvers).toContain(approver);
  }
});

test("each duty with a second factor is enrolled once, and each responder once per profile", () => {
  const enrolments = enrolmentsOf(prod);
  expect(new Set(enrolments.map(({ entity }) => entity)).size).toBe(enrolments.length);
  const counted = enrolments.filter(({ duty }) => duty !== "responder").length;
  expect(counted).toBe(
    ["approver", "operator", "auditor"].flatMap((duty) => peopleWith(duty as "approver", prod)).length,
  );
  expect(enrolments.filter(({ duty }) => duty === "responder").map(({ entity }) => entity)).toEqual(
    respondersOf(prod).map(({ entity }) => entity),
  );
});
