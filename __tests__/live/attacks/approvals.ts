import { createHmac, createSign, generateKeyPairSync } from "node:crypto";
import { approverEntity, MOUNTS, operatorEntity, responderEntity } from "../../../model/names";
import type { World } from "../world";
import { type Attack, IN, loginOutcome, NOT_YET } from "./attack";
import { AMINA, approvalPath, approver, DBA, JONAS, LOGIN, MAYA, MAYA_DBA, SUPPORT, TOMAS } from "./people";

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const partsOf = (jwt: string) => {
  const [header = "", payload = "", signature = ""] = jwt.split(".");
  const json = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString());
  return { header, payload, signature, head: json(header), claims: json(payload) };
};

/** Sends a JWT with Maya's own second factor. If the approval is bad, Vault refuses it before it asks for the factor. */
const presents = async (world: World, jwt: string, profile = DBA, by = MAYA) =>
  loginOutcome(await world.activation(profile, jwt, await world.factor(by, profile)));

/** The same request with a proper approval. */
const approved: Attack["control"] = {
  supplied: "an approval by Amina",
  expected: IN,
  attempt: async (world) => presents(world, await world.approval()),
};

/** A JWT that is made from a real one. */
const forged = (
  id: string,
  request: string,
  forge: (jwt: string, world: World) => string | Promise<string>,
): Attack => ({
  id: `approval/${id}`,
  who: "responder",
  request,
  expected: "400",
  attempt: async (world) => presents(world, await forge(await world.approval(), world)),
  control: approved,
});

const ownKey = generateKeyPairSync("ec", { namedCurve: "P-256" });
const signedByOwnKey = (head: object, claims: object) => {
  const text = `${encode(head)}.${encode(claims)}`;
  const signature = createSign("SHA256").update(text).sign({ key: ownKey.privateKey, dsaEncoding: "ieee-p1363" });
  return `${text}.${signature.toString("base64url")}`;
};

/** An approval that Vault itself signed with the approval key, for some environment. */
const signedForAudience = (world: World, audience: string) =>
  world.signed({ subject: MAYA_DBA, profile: DBA }, audience);

let expiring: { readonly jwt: string; readonly until: number } | undefined;

/** Takes an approval when the run begins, so that the test need not wait for its end. */
export async function takeExpiringApproval(world: World): Promise<void> {
  const jwt = await world.approval(MAYA, SUPPORT);
  expiring = { jwt, until: partsOf(jwt).claims.exp * 1000 };
}

/** Everything about approvals and their use. */
export const APPROVALS: readonly Attack[] = [
  {
    id: "approval/none",
    who: "responder",
    request: "activates with their second factor and without an approval",
    expected: "400",
    attempt: (world) => presents(world, ""),
    control: approved,
  },
  {
    id: "approval/no-second-factor",
    who: "responder",
    request: "activates with an approval and without a second factor",
    expected: NOT_YET,
    attempt: async (world) => loginOutcome(await world.activation(DBA, await world.approval())),
    control: { ...approved, supplied: "their code" },
  },
  {
    id: "approval/another's-second-factor",
    who: "responder",
    request: "activates with an approval and the code of another responder",
    expected: "403",
    attempt: async (world) =>
      loginOutcome(await world.activation(DBA, await world.approval(), await world.factor(JONAS, DBA))),
    control: { ...approved, supplied: "their own code" },
  },
  {
    id: "approval/replayed-code",
    who: "somebody who saw a code",
    request: "activates with an approval and a used code",
    expected: "403",
    attempt: async (world) => {
      const { methodId, authenticator } = await world.factor(MAYA, DBA);
      const mfa = `${methodId}:${await authenticator.code()}`;
      const login = async () =>
        world.request(LOGIN, { method: "POST", body: { role: DBA, jwt: await world.approval() }, mfa });
      const first = loginOutcome(await login());
      if (first !== IN) return `the first use: ${first}`;
      return loginOutcome(await login());
    },
    control: { ...approved, supplied: "an unused code" },
  },
  {
    id: "approval/validate-with-another's-code",
    who: "responder",
    request: "completes a login in two steps with the code of another responder",
    expected: "403",
    attempt: (world) => inTwoSteps(world, JONAS),
    control: { supplied: "their own code", expected: IN, attempt: (world) => inTwoSteps(world, MAYA) },
  },
  {
    id: "approval/after-end",
    who: "responder",
    request: "activates again with the same approval after an operator ended their access",
    expected: "403",
    attempt: async (world) => {
      const jwt = await world.approval();
      await presents(world, jwt);
      await world.endNow();
      return presents(world, jwt);
    },
    control: {
      ...approved,
      supplied: "a reviewed change that enables them, and a new approval",
      attempt: async (world) => {
        await world.enable(MAYA_DBA);
        return presents(world, await world.approval());
      },
    },
  },
  {
    id: "approval/another-environment",
    who: "responder",
    request: "activates with an approval that Vault signed for another environment's audience",
    expected: "400",
    attempt: async (world) => presents(world, await signedForAudience(world, "break-glass-other")),
    control: {
      supplied: "this environment's audience",
      expected: IN,
      attempt: async (world) => presents(world, await signedForAudience(world, "break-glass-lab")),
    },
  },
  {
    id: "approval/another-profile",
    who: "responder of two profiles",
    request: "activates one profile with the approval of the other",
    expected: "400",
    attempt: async (world) => presents(world, await world.approval(MAYA, DBA), SUPPORT),
    control: {
      supplied: "the approval of that profile",
      expected: IN,
      attempt: async (world) => presents(world, await world.approval(MAYA, SUPPORT), SUPPORT),
    },
  },
  {
    id: "approval/another-person",
    who: "another responder of the profile",
    request: "activates with a colleague's approval and their own code",
    expected: "403",
    attempt: async (world) => presents(world, await world.approval(MAYA, DBA), DBA, JONAS),
    control: {
      supplied: "an approval for them",
      expected: IN,
      attempt: async (world) => presents(world, await world.approval(JONAS, DBA), DBA, JONAS),
    },
  },
  forged("changed-subject", "changes the subject of an approval", (jwt) => {
    const { header, claims, signature } = partsOf(jwt);
    return `${header}.${encode({ ...claims, subject: responderEntity(JONAS, DBA) })}.${signature}`;
  }),
  forged("changed-profile", "changes the profile of an approval", (jwt) => {
    const { header, claims, signature } = partsOf(jwt);
    return `${header}.${encode({ ...claims, profile: SUPPORT })}.${signature}`;
  }),
  forged("longer", "moves the end of an approval", (jwt) => {
    const { header, claims, signature } = partsOf(jwt);
    return `${header}.${encode({ ...claims, exp: claims.exp + 3600 })}.${signature}`;
  }),
  forged("unsigned", "presents an approval with alg=none", (jwt) => {
    const { head, payload } = partsOf(jwt);
    return `${encode({ ...head, alg: "none" })}.${payload}.`;
  }),
  forged("no-signature", "removes the signature", (jwt) => jwt.split(".").slice(0, 2).join(".").concat(".")),
  forged("key-confusion", "signs with the public key as the secret of HS256", async (jwt, world) => {
    const { head, payload } = partsOf(jwt);
    const { body } = await world.request("identity/oidc/.well-known/keys");
    const key = body.keys.find(({ kid }: { kid: string }) => kid === head.kid);
    const text = `${encode({ ...head, alg: "HS256" })}.${payload}`;
    return `${text}.${createHmac("sha256", JSON.stringify(key)).update(text).digest("base64url")}`;
  }),
  forged("own-key", "signs with their own key under the real key's id", (jwt) => {
    const { head, claims } = partsOf(jwt);
    return signedByOwnKey(head, claims);
  }),
  forged("embedded-key", "brings their own key in the header (jwk)", (jwt) => {
    const { head, claims } = partsOf(jwt);
    return signedByOwnKey({ ...head, jwk: ownKey.publicKey.export({ format: "jwk" }) }, claims);
  }),
  forged("key-address", "names their own address for the keys (jku)", (jwt) => {
    const { head, claims } = partsOf(jwt);
    return signedByOwnKey({ ...head, jku: "https://127.0.0.1:1/keys" }, claims);
  }),
  {
    id: "approval/unwrapped-twice",
    who: "somebody who intercepts the wrapping token",
    request: "unwraps an approval that the responder has already unwrapped",
    expected: "400",
    attempt: async (world) => {
      const wrapped = await world.wrappedApproval(MAYA, DBA);
      await world.post("sys/wrapping/unwrap", wrapped);
      return world.post("sys/wrapping/unwrap", wrapped);
    },
    control: {
      supplied: "the first use",
      expected: "200",
      attempt: async (world) => world.post("sys/wrapping/unwrap", await world.wrappedApproval(MAYA, DBA)),
    },
  },
  {
    id: "approver/no-second-factor",
    who: "approver",
    request: "logs in with their password alone",
    expected: NOT_YET,
    attempt: (world) => dutyLogin(world, MOUNTS.approvals, approverEntity(AMINA), AMINA),
    control: {
      supplied: "their code",
      expected: IN,
      attempt: (world) => dutyLogin(world, MOUNTS.approvals, approverEntity(AMINA), AMINA, approverEntity(AMINA)),
    },
  },
  {
    id: "approver/another's-code",
    who: "approver",
    request: "logs in with their password and the code of another approver",
    expected: "403",
    attempt: (world) => dutyLogin(world, MOUNTS.approvals, approverEntity(AMINA), AMINA, approverEntity(JONAS)),
    control: {
      supplied: "their own code",
      expected: IN,
      attempt: (world) => dutyLogin(world, MOUNTS.approvals, approverEntity(AMINA), AMINA, approverEntity(AMINA)),
    },
  },
  {
    id: "operator/no-second-factor",
    who: "operator",
    request: "logs in with their password alone",
    expected: NOT_YET,
    attempt: (world) => dutyLogin(world, MOUNTS.operations, operatorEntity(TOMAS), TOMAS),
    control: {
      supplied: "their code",
      expected: IN,
      attempt: (world) => dutyLogin(world, MOUNTS.operations, operatorEntity(TOMAS), TOMAS, operatorEntity(TOMAS)),
    },
  },
  read("approver/for-himself", "approver who is also a responder", JONAS, JONAS, DBA, { person: MAYA, profile: DBA }),
  read("approver/not-his-profile", "approver of another profile", JONAS, MAYA, SUPPORT, { person: MAYA, profile: DBA }),
  {
    id: "approver/unwrapped",
    who: "approver",
    request: "reads an approval without wrapping",
    expected: "403",
    attempt: async (world) => world.status(approvalPath(MAYA, DBA), { token: await approver(world) }),
    control: wrapped(30, "wrapping of 30 s"),
  },
  {
    id: "approver/wrapped-for-long",
    who: "approver",
    request: "asks for a wrapping of an hour",
    expected: "403",
    attempt: async (world) => world.status(approvalPath(MAYA, DBA), { token: await approver(world), wrapTtl: 3600 }),
    control: wrapped(60, "the longest allowed wrapping"),
  },
  {
    id: "approver/uses-it-himself",
    who: "approver",
    request: "activates with an approval that they gave, and their own code",
    expected: "403",
    attempt: async (world) => {
      const own = await world.people.factor(AMINA, approverEntity(AMINA), MOUNTS.approvals);
      return loginOutcome(await world.activation(DBA, await world.approval(), own));
    },
    control: { ...approved, supplied: "the responder's code" },
  },
  {
    id: "approver/old-token",
    who: "approver",
    request: "approves with a token after its end (the mount's longest life, shortened for the test)",
    expected: "403",
    attempt: async (world) => {
      const tune = (ttl: string) =>
        world.lab.servers.vault.asKeyHolders((token) =>
          world.vault.expect(`sys/auth/${MOUNTS.approvals}/tune`, {
            method: "POST",
            token,
            body: { max_lease_ttl: ttl, default_lease_ttl: ttl },
          }),
        );
      await tune("2s");
      const token = await world.people.freshDutyToken(AMINA, approverEntity(AMINA), MOUNTS.approvals);
      await tune("600s");
      await new Promise((resolve) => setTimeout(resolve, 2500));
      return world.status(approvalPath(MAYA, DBA), { token, wrapTtl: 30 });
    },
    control: wrapped(30, "a token of this minute"),
  },
  {
    id: "approval/expired",
    who: "responder",
    request: "activates one second after the end of the approval",
    expected: "400",
    attempt: async (world) => {
      if (expiring === undefined) return "no approval was taken";
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, (expiring?.until ?? 0) + 1000 - Date.now())));
      return presents(world, expiring.jwt, SUPPORT);
    },
    control: {
      supplied: "an approval before its end",
      expected: IN,
      attempt: async (world) => presents(world, await world.approval(MAYA, SUPPORT), SUPPORT),
    },
  },
];

async function inTwoSteps(world: World, whose: string): Promise<string> {
  const { body } = await world.activation(DBA, await world.approval());
  const { methodId, authenticator } = await world.factor(whose, DBA);
  const payload = {
    mfa_request_id: body.auth.mfa_requirement.mfa_request_id,
    mfa_payload: { [methodId]: [await authenticator.code()] },
  };
  return loginOutcome(await world.request("sys/mfa/validate", { method: "POST", body: payload }));
}

async function dutyLogin(world: World, mount: string, name: string, person: string, codeOf?: string): Promise<string> {
  await world.people.factor(person, name, mount); // enrolled, with a password
  const owner = codeOf === approverEntity(JONAS) ? JONAS : person;
  const factor = codeOf === undefined ? undefined : await world.people.factor(owner, codeOf, mount);
  const mfa = factor === undefined ? undefined : `${factor.methodId}:${await factor.authenticator.code()}`;
  const body = { password: world.people.password(name) };
  return loginOutcome(await world.request(`auth/${mount}/login/${name}`, { method: "POST", body, mfa }));
}

function read(
  id: string,
  who: string,
  by: string,
  person: string,
  profile: string,
  allowed: { person: string; profile: string },
): Attack {
  const attempt = (whose: { person: string; profile: string }) => async (world: World) =>
    world.status(approvalPath(whose.person, whose.profile), { token: await world.approver(by), wrapTtl: 30 });
  return {
    id,
    who,
    request: `reads ${approvalPath(person, profile)}`,
    expected: "403",
    attempt: attempt({ person, profile }),
    control: {
      supplied: `the approval that they may give, for ${allowed.person}`,
      expected: "200",
      attempt: attempt(allowed),
    },
  };
}

function wrapped(wrapTtl: number, supplied: string): Attack["control"] {
  const attempt = async (world: World) =>
    world.status(approvalPath(MAYA, DBA), { token: await approver(world), wrapTtl });
  return { supplied, expected: "200", attempt };
}
