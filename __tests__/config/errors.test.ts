import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadEnvironments } from "../../config/load";
import { parseEnvironment } from "../../config/parse";
import { ConfigurationError, PROBLEM_CODES, type Problem, type ProblemCode } from "../../config/problems";
import { ENGINES } from "../../constructs/engines";
import { changed, OPTIONS } from "../sample";
import { temporaryFolder } from "../temporary-folder";

/** Each code: a file that provokes it, and where it must be found. */
const PROVOCATIONS: Record<Exclude<ProblemCode, "file-unreadable" | "file-too-large">, [text: string, path: string]> = {
  "bad-certificate": [changed("dev", [["vault", "caCertificate"], "not a certificate"]), "vault.caCertificate"],
  "bad-choice": [changed("dev", [["people", "maya-chen", "roles", 0], "admin"]), "people.maya-chen.roles.0"],
  "bad-cidr": [changed("prod", [["network", "people", 0], "0.0.0.0/0"]), "network.people.0"],
  "bad-date": [changed("dev", [["people", "maya-chen", "expires"], "2027-02-30"]), "people.maya-chen.expires"],
  "bad-duration": [changed("dev", [["boundary", "authTokenTimeToLive"], "60"]), "boundary.authTokenTimeToLive"],
  "bad-host": [changed("dev", [["targets", "orders-db", "address"], "https://db"]), "targets.orders-db.address"],
  "bad-identifier": [changed("dev", [["targets", "orders-db", "database"], 'x"; --']), "targets.orders-db.database"],
  "bad-name": [
    changed("staging", [["targets", "app-server", "hostKey"], "ssh-ed25519 <script>"]),
    "targets.app-server.hostKey",
  ],
  "bad-path": [
    changed("prod", [["profiles", "app-support", "vaultPaths", 0, "path"], "/kv/*/x"]),
    "profiles.app-support.vaultPaths.0.path",
  ],
  "bad-url": [changed("dev", [["vault", "address"], "http://vault.example.com"]), "vault.address"],
  "date-order": [changed("dev", [["people", "maya-chen", "reviewDue"], "2026-01-01"]), "people.maya-chen.reviewDue"],
  "duplicate-item": [
    changed("dev", [
      ["profiles", "senior-dba", "approvers"],
      ["jonas-weber", "jonas-weber"],
    ]),
    "profiles.senior-dba.approvers.1",
  ],
  "duplicate-login": [
    changed("dev", [["people", "jonas-weber", "staffLogin"], "Maya.CHEN@example.com"]),
    "people.jonas-weber.staffLogin",
  ],
  "file-name": [changed("dev", [["environment"], "test"]), "environment"],
  interpolation: [changed("dev", [["people", "maya-chen", "name"], "a $" + "{b}"]), "people.maya-chen.name"],
  missing: [changed("dev", [["vault", "address"]]), "vault.address"],
  "missing-duty": [
    changed("dev", [
      ["profiles", "senior-dba", "approvers"],
      ["maya-chen", "amina-diallo"],
    ]),
    "profiles.senior-dba.approvers.0",
  ],
  "not-a-slug": [changed("dev", [["people", "maya-chen", "team"], "Data_Base"]), "people.maya-chen.team"],
  "out-of-range": [changed("dev", [["targets", "orders-db", "port"], 65536]), "targets.orders-db.port"],
  "role-conflict": [
    changed("prod", [
      ["people", "ines-costa", "roles"],
      ["auditor", "operator"],
    ]),
    "people.ines-costa.roles",
  ],
  "secret-in-config": [changed("prod", [["backend", "secret_key"], "canary"]), "backend.secret_key"],
  "sole-approver": [
    changed("dev", [["profiles", "server-admin", "approvers"], ["jonas-weber"]]),
    "profiles.server-admin.responders.0",
  ],
  "too-few": [changed("dev", [["profiles", "senior-dba", "approvers"], []]), "profiles.senior-dba.approvers"],
  "too-long": [changed("dev", [["people", "maya-chen", "name"], "x".repeat(10_000)]), "people.maya-chen.name"],
  "unknown-key": [changed("dev", [["vault", "addres"], "x"]), "vault.addres"],
  "unknown-reference": [
    changed("dev", [["profiles", "senior-dba", "access", 0, "target"], "nowhere"]),
    "profiles.senior-dba.access.0.target",
  ],
  "unsafe-role": [
    changed("dev", [["profiles", "senior-dba", "access", 0, "role"], "rds_superuser"]),
    "profiles.senior-dba.access.0.role",
  ],
  "wrong-type": [changed("dev", [["owner"], 7]), "owner"],
  "yaml-alias": ["a: &x [1]\nb: *x\n", ""],
  "yaml-bom": [`\uFEFF${changed("dev")}`, ""],
  "yaml-duplicate-key": ["environment: dev\nenvironment: dev\n", ""],
  "yaml-empty": ["# nothing\n", ""],
  "yaml-multiple-documents": [`${changed("dev")}---\nenvironment: prod\n`, ""],
  "yaml-syntax": ["environment: [dev\n", ""],
  "yaml-tag": ["environment: !!js/function 'x'\nowner: !x y\n", ""],
};

const problemsOf = (file: string, text: string): readonly Problem[] => {
  const parsed = parseEnvironment(file, text, ENGINES);
  return "problems" in parsed ? parsed.problems : [];
};
const fileOf = (text: string) =>
  /^environment: (prod|staging)$/m.test(text) && !text.includes("---") ? "prod.yaml" : "dev.yaml";

function loading(prepare: (folder: string) => void): readonly Problem[] {
  const folder = temporaryFolder();
  prepare(folder);
  try {
    loadEnvironments({ ...OPTIONS, environments: folder }, ENGINES);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

describe("every code", () => {
  test.each(Object.entries(PROVOCATIONS))("%s", (code, [text, path]) => {
    const found = problemsOf(fileOf(text), text);
    expect(found.map((problem) => problem.code)).toContain(code);
    const problem = found.find((candidate) => candidate.code === code);
    expect(problem).toMatchObject({ path, line: expect.any(Number), column: expect.any(Number) });
    expect(problem?.allowed).not.toBe("");
    expect(problem?.remedy).not.toBe("");
  });

  test("file-unreadable", () => {
    const found = loading((folder) => writeFileSync(join(folder, "dev.yaml"), Buffer.from([0xff, 0xfe, 0x00])));
    expect(found.map(({ code }) => code)).toEqual(["file-unreadable"]);
    expect(loading((folder) => mkdirSync(join(folder, "dev.yaml"))).map(({ code }) => code)).toEqual([
      "file-unreadable",
    ]);
  });

  test("file-too-large", () => {
    const found = loading((folder) => writeFileSync(join(folder, "dev.yaml"), "#".repeat(3 * 1024 * 1024)));
    expect(found.map(({ code }) => code)).toEqual(["file-too-large"]);
  });

  test("no code is left without a provocation", () => {
    expect([...Object.keys(PROVOCATIONS), "file-too-large", "file-unreadable"].sort()).toEqual(
      Object.keys(PROBLEM_CODES).sort(),
    );
  });
});

test("problems have the place of the value, and come all at once", () => {
  const text = changed(
    "dev",
    [["vault", "address"], "http://vault"],
    [["people", "maya-chen", "expires"], "never"],
    [["profiles", "senior-dba", "access", 0, "target"], "nowhere"],
  );
  const found = problemsOf("dev.yaml", text);
  expect(found.map(({ code }) => code)).toEqual(["bad-url", "bad-date", "unknown-reference"]);
  for (const { line, column, value } of found) {
    expect(text.split("\n")[line - 1]?.slice(column - 1)).toMatch(new RegExp(`^"?${String(value)}`));
  }
});

test.each([
  ["a billion laughs", `a: &a [x]\n${"b: [*a, *a]\n"}`, "yaml-alias"],
  ["a merge key", "a: &a {x: 1}\nb:\n  <<: *a\n", "yaml-alias"],
  ["a duration of zero", changed("dev", [["profiles", "senior-dba", "limits", "session"], "0s"]), "out-of-range"],
  ["the whole IPv6 internet", changed("prod", [["network", "people", 0], "::/0"]), "bad-cidr"],
  ["host bits in a network", changed("prod", [["network", "people", 0], "10.20.0.1/16"]), "bad-cidr"],
  ["a directive of Terraform", changed("dev", [["people", "maya-chen", "name"], "%{if x}"]), "interpolation"],
  [
    "a private key as a CA",
    changed("dev", [["vault", "caCertificate"], "-----BEGIN PRIVATE KEY-----"]),
    "bad-certificate",
  ],
  ["prototype pollution", `__proto__:\n  x: 1\n${changed("dev")}`, "unknown-key"],
])("refuses %s", (_, text, code) => {
  expect(problemsOf(fileOf(text), text).map((problem) => problem.code)).toContain(code);
});
