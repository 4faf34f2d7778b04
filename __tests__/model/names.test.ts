import fc from "fast-check";
import {
  approverEntity,
  auditorEntity,
  credentialRole,
  isOfResponders,
  operatorEntity,
  parseCredentialRole,
  parseEntity,
  parseProfileTarget,
  parseResponderEntity,
  profileGroup,
  profileTarget,
  responderEntity,
  staffEntity,
} from "../../model/names";

const slug = fc.stringMatching(/^[a-z][a-z0-9-]{0,19}$/);

test("a name is read as what it was made of", () => {
  fc.assert(
    fc.property(slug, slug, slug, (person, profile, target) => {
      expect(parseResponderEntity(responderEntity(person, profile))).toEqual({ person, profile });
      expect(parseCredentialRole(credentialRole(person, profile, target))).toEqual({ person, profile, target });
      expect(parseProfileTarget(profileTarget(profile, target))).toEqual({ profile, target });
      expect(parseEntity(responderEntity(person, profile))).toEqual({ duty: "responder", person });
      expect(parseEntity(staffEntity(person))).toEqual({ duty: "staff", person });
      expect(parseEntity(approverEntity(person))).toEqual({ duty: "approver", person });
      expect(parseEntity(operatorEntity(person))).toEqual({ duty: "operator", person });
      expect(parseEntity(auditorEntity(person))).toEqual({ duty: "auditor", person });
    }),
  );
});

test("no name is read as one of another kind", () => {
  fc.assert(
    fc.property(slug, slug, slug, (person, profile, target) => {
      expect(parseResponderEntity(credentialRole(person, profile, target))).toBeUndefined();
      expect(parseCredentialRole(responderEntity(person, profile))).toBeUndefined();
      expect(parseEntity(profileGroup(profile))).toBeUndefined();
      expect(parseProfileTarget(responderEntity(person, profile))).toBeUndefined();
      expect(isOfResponders(approverEntity(person))).toBe(false);
    }),
  );
});

test.each(["", "bg_", "bg__", "bg_a_", "bg__b", "a_b_c", "staff_", "nobody"])(
  "%j is not the name of an entity",
  (text) => {
    expect(parseResponderEntity(text)).toBeUndefined();
    expect(parseEntity(text)).toBeUndefined();
  },
);
