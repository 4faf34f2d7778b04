import type { Problem, ProblemCode } from "./problems";

/** A finding before it has a position. */
export interface Finding {
  readonly code: ProblemCode;
  readonly path: readonly PropertyKey[];
  /** Whether the value is itself a key. */
  readonly atKey?: boolean;
  readonly value: Problem["value"];
  readonly allowed?: string;
}

type Entry = Readonly<Record<string, unknown>>;

const isEntry = (value: unknown): value is Entry =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const entries = (value: unknown): [string, Entry][] =>
  isEntry(value) ? Object.entries(value).filter((pair): pair is [string, Entry] => isEntry(pair[1])) : [];
const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.map((item) => (typeof item === "string" ? item : "")) : [];

/**
 * Checks that need more than one key: references, duties, the order of dates, logins, and approval by others. It reads
 * the unchecked file, so that these findings appear together with the findings of the schema.
 */
export function checkReferences(raw: unknown): Finding[] {
  const file = isEntry(raw) ? raw : {};
  const people = new Map(entries(file["people"]));
  const targets = new Map(entries(file["targets"]));
  return [
    ...[...people].flatMap(([id, person]) => checkPerson(id, person, people)),
    ...checkLogins(people),
    ...entries(file["profiles"]).flatMap(([id, profile]) => checkProfile(id, profile, people, targets)),
    ...checkAuditNames(file["vault"]),
  ];
}

function checkPerson(id: string, person: Entry, people: Map<string, Entry>): Finding[] {
  const path = ["people", id];
  const roles = strings(person["roles"]);
  const conflict: Finding[] =
    roles.includes("auditor") && roles.length > 1
      ? [{ code: "role-conflict", path: [...path, "roles"], value: roles.join(", ") }]
      : [];
  return [...conflict, ...checkDuplicates(roles, [...path, "roles"]), ...checkReview(path, person, people, id)];
}

function checkReview(path: string[], entry: Entry, people: Map<string, Entry>, self?: string): Finding[] {
  const reviewer = entry["reviewedBy"];
  const allowed = [...people.keys()].filter((person) => person !== self).join(", ");
  const unknown: Finding[] =
    typeof reviewer === "string" && (!people.has(reviewer) || reviewer === self)
      ? [
          {
            code: "unknown-reference",
            path: [...path, "reviewedBy"],
            value: reviewer,
            allowed: `another person: ${allowed}`,
          },
        ]
      : [];
  const dates = ["reviewedOn", "reviewDue", "expires"].map((key) => [key, entry[key]] as const);
  const order = dates.slice(1).flatMap(([key, value], index): Finding[] => {
    const [previousKey, previous] = dates[index] ?? [];
    if (typeof value !== "string" || typeof previous !== "string" || value >= previous) return [];
    return [{ code: "date-order", path: [...path, key], value, allowed: `${previous} (${previousKey}) or later` }];
  });
  return [...unknown, ...order];
}

function checkLogins(people: Map<string, Entry>): Finding[] {
  const first = new Map<string, string>();
  return [...people].flatMap(([id, person]): Finding[] => {
    const login = person["staffLogin"];
    if (typeof login !== "string") return [];
    const folded = login.normalize("NFKC").toLowerCase();
    const other = first.get(folded);
    if (other === undefined) {
      first.set(folded, id);
      return [];
    }
    return [
      { code: "duplicate-login", path: ["people", id, "staffLogin"], value: login, allowed: `not that of ${other}` },
    ];
  });
}

function checkProfile(id: string, profile: Entry, people: Map<string, Entry>, targets: Map<string, Entry>): Finding[] {
  const path = ["profiles", id];
  const responders = strings(profile["responders"]);
  const approvers = strings(profile["approvers"]);
  return [
    ...checkDuty(responders, "responder", [...path, "responders"], people),
    ...checkDuty(approvers, "approver", [...path, "approvers"], people),
    ...responders.flatMap((responder, index): Finding[] =>
      approvers.length > 0 && approvers.every((approver) => approver === responder)
        ? [{ code: "sole-approver", path: [...path, "responders", index], value: responder }]
        : [],
    ),
    ...checkAccess(profile["access"], [...path, "access"], targets),
    ...checkReview(path, profile, people),
  ];
}

function checkDuty(ids: string[], duty: string, path: PropertyKey[], people: Map<string, Entry>): Finding[] {
  const holders = [...people].filter(([, person]) => strings(person["roles"]).includes(duty)).map(([id]) => id);
  const findings = ids.flatMap((id, index): Finding[] => {
    if (holders.includes(id)) return [];
    const code = people.has(id) ? "missing-duty" : "unknown-reference";
    return [{ code, path: [...path, index], value: id, allowed: `people with role ${duty}: ${holders.join(", ")}` }];
  });
  return [...findings, ...checkDuplicates(ids, path)];
}

function checkAccess(value: unknown, path: PropertyKey[], targets: Map<string, Entry>): Finding[] {
  const list = Array.isArray(value) ? value.map((item) => (isEntry(item) ? item : {})) : [];
  const names = list.map((access) => (typeof access["target"] === "string" ? access["target"] : ""));
  const findings = list.flatMap((access, index): Finding[] => {
    const target = access["target"];
    if (typeof target !== "string") return [];
    const kind = targets.get(target)?.["kind"];
    const same = [...targets].filter(([, other]) => other["kind"] === access["kind"]).map(([id]) => id);
    if (targets.has(target) && (kind === access["kind"] || typeof kind !== "string")) return [];
    const allowed = `targets of kind ${String(access["kind"])}: ${same.join(", ")}`;
    return [{ code: "unknown-reference", path: [...path, index, "target"], value: target, allowed }];
  });
  return [...findings, ...checkDuplicates(names, path, "target")];
}

function checkAuditNames(vault: unknown): Finding[] {
  const devices = isEntry(vault) && Array.isArray(vault["audit"]) ? vault["audit"] : [];
  const names = devices.map((device) => (isEntry(device) && typeof device["name"] === "string" ? device["name"] : ""));
  return checkDuplicates(names, ["vault", "audit"], "name");
}

function checkDuplicates(items: string[], path: PropertyKey[], key?: string): Finding[] {
  return items.flatMap((item, index): Finding[] => {
    if (item === "" || items.indexOf(item) === index) return [];
    return [{ code: "duplicate-item", path: [...path, index, ...(key === undefined ? [] : [key])], value: item }];
  });
}
