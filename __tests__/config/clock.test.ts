import { asOf } from "../../config/clock";
import { environmentWith } from "../synthesized";

const dev = environmentWith("dev");
const at = (date: string) => asOf(dev, new Date(date));

test("a person is in until the first day without access", () => {
  expect(Object.keys(at("2027-03-30T23:59:59Z").environment.people)).toEqual([]); // reviews are overdue by then
  const reviewed = environmentWith("dev", [["people", "maya-chen", "reviewDue"], "2027-03-31"]);
  expect(asOf(reviewed, new Date("2027-03-30T23:59:59Z")).environment.people).toHaveProperty("maya-chen");
  expect(asOf(reviewed, new Date("2027-03-31T00:00:00Z")).environment.people).not.toHaveProperty("maya-chen");
});

test("an overdue review leaves fourteen days", () => {
  expect(at("2026-12-28T23:59:59Z").leftOut).toEqual([]);
  expect(at("2026-12-29T00:00:00Z").leftOut).toContainEqual({
    kind: "person",
    id: "maya-chen",
    reason: "review overdue since 2026-12-15, more than 14 days",
  });
});

test("who is left out is in no profile, and a profile without a responder is left out", () => {
  const gone = environmentWith("dev", [["people", "maya-chen", "expires"], "2026-12-15"]);
  const { environment, leftOut } = asOf(gone, new Date("2026-12-20T00:00:00Z"));
  expect(Object.keys(environment.profiles)).toEqual(["server-admin"]);
  expect(leftOut.map(({ id, reason }) => `${id}: ${reason}`)).toEqual([
    "maya-chen: expired on 2026-12-15",
    "senior-dba: no responder is left",
  ]);
});
