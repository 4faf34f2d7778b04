import { createHmac } from "node:crypto";
import { type Document, isMap, isSeq } from "yaml";
import type { LabContext } from "../context";
import type { Ports } from "../ports";
import { LAB_TARGETS } from "./index";
import { type Deployed, type LabTarget, obstacleTo } from "./lab-target";

/** What `lab.json` keeps of the targets that this lab has. */
export interface LabTargetsState {
  /** Ports by target, and by `<target>/<name>` for further ones. */
  readonly targetPorts: Readonly<Record<string, number>>;
  /** Every secret of a target is made of it. */
  readonly targetSecret: string;
  /** Targets of the YAML that the machine has no server for, and why. */
  readonly absent: Readonly<Record<string, string>>;
}

/** The servers of the lab's targets: those that the machine has programs for. */
export class LabTargets {
  private readonly targets = new Map<string, LabTarget>();

  constructor(
    private readonly lab: LabContext,
    kinds: Readonly<Record<string, string>>,
    { targetPorts, targetSecret, absent }: LabTargetsState,
  ) {
    for (const [id, kind] of Object.entries(kinds)) {
      const entry = LAB_TARGETS[kind];
      if (entry === undefined || id in absent) continue;
      const port = (name?: string) => targetPorts[name === undefined ? id : `${id}/${name}`] ?? 0;
      const secret = (name: string) => createHmac("sha256", targetSecret).update(`${id}/${name}`).digest("base64url");
      this.targets.set(id, entry.make({ ...contextOf(lab), id, port, secret }));
    }
  }

  /** Ports for every target of the sample, and which of them the machine has no server for. */
  static async prepare(document: Document, free: Ports): Promise<Pick<LabTargetsState, "targetPorts" | "absent">> {
    const targetPorts: Record<string, number> = {};
    const absent: Record<string, string> = {};
    for (const [id, kind] of Object.entries(kindsOf(document))) {
      const entry = LAB_TARGETS[kind];
      if (entry === undefined) continue;
      const obstacle = obstacleTo(entry);
      if (obstacle !== undefined) absent[id] = obstacle;
      targetPorts[id] = await free.pick(Number(document.getIn(["targets", id, "port"])));
      for (const name of entry.ports ?? []) targetPorts[`${id}/${name}`] = await free.pick();
    }
    return { targetPorts, absent };
  }

  private running(): ReadonlySet<string> {
    return new Set(this.lab.processes.running().map(({ name }) => name));
  }

  /** Names of those that have a process that does not run. */
  missing(): string[] {
    const running = this.running();
    return [...this.targets]
      .filter(([, { processes }]) => processes.some((name) => !running.has(name)))
      .map(([id]) => id);
  }

  async start(): Promise<void> {
    const running = this.running();
    await Promise.all([...this.targets.values()].map((target) => target.start(running)));
  }

  /** Puts ports and own values into the lab's copy of the YAML, and takes out what the machine does not have. */
  async configure(document: Document, { targetPorts, absent }: LabTargetsState): Promise<void> {
    for (const [id, target] of this.targets) {
      document.setIn(["targets", id, "port"], targetPorts[id]);
      await target.configure(document);
    }
    for (const id of Object.keys(absent)) withoutTarget(document, id);
  }

  variables(): Record<string, string> {
    return Object.assign({}, ...[...this.targets.values()].map((target) => target.variables?.() ?? {}));
  }

  async deployed(deployed: Deployed): Promise<void> {
    // One after another: two ceremonies at a time would disturb each other.
    for (const target of this.targets.values()) await target.deployed?.(deployed, this.running());
  }

  async reset(): Promise<void> {
    for (const target of this.targets.values()) await target.reset?.();
  }

  /** @throws Error where this lab has no such target */
  get(id: string): LabTarget {
    const target = this.targets.get(id);
    if (target === undefined) throw new Error(`this lab has no target ${id}`);
    return target;
  }

  /** What a target's own administrator still sees of a user; empty when nothing. */
  async left(id: string, user: string): Promise<string> {
    const target = this.get(id);
    if (target.left === undefined) throw new Error(`nobody can tell which users ${id} has`);
    return target.left(user);
  }
}

/** Without what else a lab is. */
const contextOf = ({ project, folder, programs, processes }: LabContext): LabContext => ({
  project,
  folder,
  programs,
  processes,
});

/** Kind of each target. */
export function kindsOf(document: Document): Record<string, string> {
  const targets: Record<string, { kind: string }> = document.toJS().targets ?? {};
  return Object.fromEntries(Object.entries(targets).map(([id, { kind }]) => [id, kind]));
}

/** Removes a target, its accesses, and profiles that have none left. */
export function withoutTarget(document: Document, id: string): void {
  document.deleteIn(["targets", id]);
  const profiles = document.get("profiles");
  if (!isMap(profiles)) return;
  for (const { key, value: profile } of [...profiles.items]) {
    const access = isMap(profile) ? profile.get("access") : undefined;
    if (!isSeq(access)) continue;
    access.items = access.items.filter((each) => !(isMap(each) && each.get("target") === id));
    if (access.items.length === 0) profiles.delete(key);
  }
}
