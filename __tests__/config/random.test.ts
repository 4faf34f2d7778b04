import fc from "fast-check";
import { stringify } from "yaml";
import { BACKENDS, type BackendKind } from "../../config/backends";
import { parseEnvironment } from "../../config/parse";
import type { ProblemCode } from "../../config/problems";
import { ENGINES } from "../../constructs/engines";
import { runs } from "../runs";
import { environmentWith, stacksOf } from "../synthesized";

const admin = { adminUsername: "vault_admin" };
const { caCertificate } = environmentWith("dev").vault;

/** What each kind of target cannot do without. */
const KINDS: Record<string, { target: object; access: object }> = {
  postgres: { target: { database: "db", ...admin }, access: { role: "senior_dba" } },
  mysql: { target: { edition: "mariadb", ...admin }, access: { role: "senior_dba" } },
  mongodb: { target: admin, access: { database: "db", role: "readWrite" } },
  mssql: { target: { database: "db", ...admin }, access: { role: "senior_dba" } },
  ssh: { target: { hostKey: "ssh-ed25519 AAAA" }, access: { user: "admin" } },
  rabbitmq: { target: admin, access: {} },
  kubernetes: { target: { caCertificate }, access: { namespace: "orders", role: "edit" } },
  kv: { target: {}, access: { account: "admin" } },
  tcp: { target: {}, access: {} },
};

test("every kind of target takes part", () => {
  expect(Object.keys(KINDS)).toEqual(ENGINES.map(({ kind }) => kind));
});

/** Also slugs of the words that stand between the parts of names: nothing may be joined so that two are one. */
const WORDS = ["a", "b", "for", "on", "policy", "lease", "token"];
const slug = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9-]{0,19}$/),
  fc
    .array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 4 })
    .map((words) => words.join("-"))
    .filter((text) => text.length <= 20),
);
const review = (reviewer: string) => ({
  reviewedOn: "2026-09-01",
  reviewedBy: reviewer,
  reviewDue: "2026-12-01",
  expires: "2027-01-01",
});

/** A random valid organisation. It has at least two approvers, so that nobody is their own only approver. */
const organisation = fc
  .record({
    people: fc.uniqueArray(slug, { minLength: 3, maxLength: 6 }),
    targets: fc.uniqueArray(slug, { minLength: 1, maxLength: 4 }),
    profiles: fc.uniqueArray(slug, { minLength: 1, maxLength: 4 }),
    kinds: fc.array(fc.constantFrom(...Object.keys(KINDS)), { minLength: 4, maxLength: 4 }),
    wrap: fc.boolean(),
    session: fc.integer({ min: 1, max: 720 }),
    backend: fc.constantFrom(...(Object.keys(BACKENDS) as BackendKind[])),
  })
  .map(({ people, targets, profiles, kinds, wrap, session, backend }) => {
    const kind = (index: number) => kinds[index] ?? "tcp";
    const [first = "a", second = "b"] = people;
    return {
      environment: "random",
      owner: "platform",
      vault: {
        address: "https://vault.example.com:8200",
        staffLogin: { kind: "userpass" },
        audit: [
          { kind: "file", name: "file", filePath: "/var/log/audit" },
          { kind: "syslog", name: "syslog" },
        ],
      },
      boundary: { address: "https://boundary.example.com", authTokenTimeToLive: "1h" },
      backend: {
        kind: backend,
        ...Object.fromEntries(BACKENDS[backend].required.map((name) => [name, "x"])),
        ...(backend === "http" ? { prefix: "https://state.example.com" } : {}),
      },
      people: Object.fromEntries(
        people.map((id, index) => [
          id,
          {
            name: `Person ${index}`,
            team: "team",
            owner: "team",
            staffLogin: `login-${index}`,
            roles: index < 2 ? ["approver", "responder"] : index === 2 ? ["operator"] : ["responder"],
            ...review(index === 0 ? second : first),
          },
        ]),
      ),
      targets: Object.fromEntries(
        targets.map((id, index) => [
          id,
          {
            kind: kind(index),
            description: "A target",
            address: "10.0.0.1",
            port: 5432,
            ...KINDS[kind(index)]?.target,
          },
        ]),
      ),
      profiles: Object.fromEntries(
        profiles.map((id) => [
          id,
          {
            description: "A profile",
            owner: "team",
            responders: people.filter((_, index) => index !== 2),
            approvers: [first, second],
            wrapApprovals: wrap,
            access: targets.map((target, index) => ({
              kind: kind(index),
              target,
              ...KINDS[kind(index)]?.access,
            })),
            limits: { session: `${session}m` },
            ...review(first),
          },
        ]),
      ),
    };
  });

test("a valid organisation synthesizes, without a warning and without a collision", () => {
  fc.assert(
    fc.property(organisation, (file) => {
      const parsed = parseEnvironment("random.yaml", stringify(file), ENGINES);
      if ("problems" in parsed) throw new Error(JSON.stringify(parsed.problems));
      const names = Object.values(stacksOf(parsed.environment)).flatMap((stack) =>
        Object.entries<Record<string, { name?: string }>>(stack.resource).flatMap(([type, list]) =>
          Object.values(list).flatMap(({ name }) => (name === undefined ? [] : [`${type} ${name}`])),
        ),
      );
      const unique = names.filter((name) => !/^(boundary_role|vault_identity_entity_alias) /.test(name));
      expect(new Set(unique).size).toBe(unique.length);
    }),
    runs(12),
  );
});

type File = ReturnType<typeof organisation.generate>["value"];
const some = <T>(record: Record<string, T>): T => Object.values(record)[0] as T;

const BREAKS: Record<string, [code: ProblemCode, change: (file: Record<string, unknown> & File) => void]> = {
  "an unknown key": ["unknown-key", (file) => Object.assign(file.vault, { tls: false })],
  "an unknown person": ["unknown-reference", (file) => some(file.profiles).responders.push("nobody-here")],
  "an approver without the duty": [
    "missing-duty",
    (file) => some(file.profiles).approvers.push(Object.keys(file.people)[2] ?? ""),
  ],
  "a repeated login": ["duplicate-login", (file) => Object.assign(some(file.people), { staffLogin: "LOGIN-1" })],
  "an open network": ["bad-cidr", (file) => Object.assign(file, { network: { people: ["0.0.0.0/0"] } })],
  "plain http": ["bad-url", (file) => Object.assign(file.boundary, { address: "http://boundary" })],
  "one audit device": ["too-few", (file) => file.vault.audit.pop()],
  "no duration": ["bad-duration", (file) => Object.assign(file.boundary, { authTokenTimeToLive: "1" })],
  "a review after the end": ["date-order", (file) => Object.assign(some(file.people), { expires: "2026-10-01" })],
  "a port out of range": ["out-of-range", (file) => Object.assign(some(file.targets), { port: 0 })],
};

test.each(Object.entries(BREAKS))("%s is refused", (_, [code, change]) => {
  fc.assert(
    fc.property(organisation, (file) => {
      const copy = structuredClone(file);
      change(copy);
      const parsed = parseEnvironment("random.yaml", stringify(copy), ENGINES);
      expect("problems" in parsed && parsed.problems.map((problem) => problem.code)).toContain(code);
    }),
    runs(10),
  );
});
