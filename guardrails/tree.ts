import type { Environment } from "../config/schema";
import { credentialOf, leasePrefixesOf } from "../constructs/engines/ends";
import { type Access, accessesOf } from "../model/accesses";
import { parsePolicy } from "../policies/parse-policy";
import type { PolicyRule } from "../policies/policy-rule";
import { DATABASE_GUARDS } from "./database-guards";

// biome-ignore lint/suspicious/noExplicitAny: attributes of any resource of any provider
export type Attributes = Record<string, any>;

/** One synthesized resource, with its overrides. */
export interface Resource {
  readonly type: string;
  /** Terraform's name. */
  readonly name: string;
  /** Path of the construct. */
  readonly construct: string;
  readonly attributes: Attributes;
}

/** A Vault policy of the tree. */
export interface PolicyOfTree {
  readonly name: string;
  readonly resource: Resource;
  /** Empty if the text cannot be read. Then `problem` says why. */
  readonly rules: readonly PolicyRule[];
  readonly problem?: string;
}

/** Synthesized JSON by the stack's name. */
export type SynthesizedStacks = Readonly<Record<string, Attributes>>;

/** One change of a Terraform plan. */
export interface PlannedChange {
  readonly address: string;
  readonly type: string;
  readonly actions: readonly string[];
}

/** The input of the guardrails: one environment's synthesized stacks, its configuration and its surroundings. */
export class Tree {
  private readonly byType = new Map<string, Resource[]>();
  private readonly byAddress = new Map<string, Resource>();
  private declaredAccesses: readonly Access[] | undefined;
  private paths: ReadonlySet<string> | undefined;
  private prefixes: ReadonlySet<string> | undefined;
  private parsed: PolicyOfTree[] | undefined;
  private connections: ReadonlyMap<string, Resource> | undefined;

  constructor(
    /** The environment as of the moment. */
    readonly environment: Environment,
    /** The environment as declared, with expired entries. */
    readonly declared: Environment,
    readonly asOf: Date,
    readonly stacks: SynthesizedStacks,
    readonly surroundings: {
      /** Other environments of the same run. */
      readonly others: readonly Tree[];
      readonly lastDrill: { readonly started: string; readonly passed: boolean } | null;
      readonly plan?: readonly PlannedChange[];
    },
  ) {
    for (const json of Object.values(stacks)) {
      for (const [type, resources] of Object.entries<Record<string, Attributes>>(json["resource"] ?? {})) {
        for (const [name, { "//": about, ...attributes }] of Object.entries(resources)) {
          const resource = { type, name, construct: about?.metadata?.path ?? `${type}.${name}`, attributes };
          this.byAddress.set(`${type}.${name}`, resource);
          const known = this.byType.get(type);
          if (known === undefined) this.byType.set(type, [resource]);
          else known.push(resource);
        }
      }
    }
  }

  /** Resources of a type. With `*` at the end, resources of every type with this prefix. */
  of(type: string): readonly Resource[] {
    if (!type.endsWith("*")) return this.byType.get(type) ?? [];
    return [...this.byType]
      .filter(([name]) => name.startsWith(type.slice(0, -1)))
      .flatMap(([, resources]) => resources);
  }

  all(): Iterable<Resource> {
    return this.byAddress.values();
  }

  /** The resource that `${type.name.attribute}` stands for. */
  referenced(value: unknown): Resource | undefined {
    const match = /^\$\{([\w-]+)\.([\w-]+)\./.exec(String(value));
    return match === null ? undefined : this.byAddress.get(`${match[1]}.${match[2]}`);
  }

  /** A string with its references to names of this tree resolved, such as `${vault_mount.x.path}/y`. */
  textOf(value: unknown): string {
    return String(value ?? "").replace(/\$\{([\w-]+)\.([\w-]+)\.(\w+)\}/g, (text, type, name, attribute) =>
      String(this.byAddress.get(`${type}.${name}`)?.attributes[attribute] ?? text),
    );
  }

  /** Plugin of a database role's connection. Empty if the connection is not in the tree. */
  databasePlugin(role: Resource): string {
    const { backend, db_name: name } = role.attributes;
    const connection = this.databaseConnections.get(`${this.textOf(backend)} ${this.textOf(name)}`);
    return [...DATABASE_GUARDS.keys()].find((plugin) => connection?.attributes[plugin] !== undefined) ?? "";
  }

  /** By mount and name. */
  private get databaseConnections(): ReadonlyMap<string, Resource> {
    this.connections ??= new Map(
      this.of("vault_database_secret_backend_connection").map((connection) => {
        const { backend, name } = connection.attributes;
        return [`${this.textOf(backend)} ${this.textOf(name)}`, connection];
      }),
    );
    return this.connections;
  }

  /** What people may reach by the configuration. */
  get accesses(): readonly Access[] {
    this.declaredAccesses ??= accessesOf(this.environment);
    return this.declaredAccesses;
  }

  /** The exact path of the credential of each access. */
  get credentialPaths(): ReadonlySet<string> {
    this.paths ??= new Set(this.accesses.flatMap((access) => credentialOf(access)?.path ?? []));
    return this.paths;
  }

  /** The exact lease prefix of each access that has one. */
  get leasePrefixes(): ReadonlySet<string> {
    this.prefixes ??= new Set(leasePrefixesOf(this.accesses));
    return this.prefixes;
  }

  policies(): readonly PolicyOfTree[] {
    this.parsed ??= this.of("vault_policy").map((resource) => {
      const name = String(resource.attributes["name"]);
      try {
        return { name, resource, rules: parsePolicy(withoutExpressions(String(resource.attributes["policy"]))) };
      } catch (error) {
        return { name, resource, rules: [], problem: (error as Error).message };
      }
    });
    return this.parsed;
  }

  /** Policies of people and of Boundary: all policies except the pipeline's own. */
  policiesOfPeople(): readonly PolicyOfTree[] {
    return this.policies().filter(({ resource }) => !resource.construct.includes("/pipeline/"));
  }

  /** The policies that a list of names or references stands for. */
  policiesNamed(names: readonly unknown[] = []): readonly PolicyOfTree[] {
    const resources = new Set(names.map((name) => this.referenced(name)));
    return this.policies().filter(({ name, resource }) => resources.has(resource) || names.includes(name));
  }

  /** Policies of an entity, its groups' included. */
  policiesOfEntity(entity: Resource): readonly PolicyOfTree[] {
    const groups = this.groupsOf(entity);
    return [entity, ...groups].flatMap(({ attributes }) => this.policiesNamed(attributes["policies"]));
  }

  groupsOf(entity: Resource): readonly Resource[] {
    return this.of("vault_identity_group").filter(({ attributes }) =>
      (attributes["member_entity_ids"] ?? []).some((id: unknown) => this.referenced(id) === entity),
    );
  }

  get production(): boolean {
    return this.environment.production;
  }
}

/** Terraform's expressions may contain quotes, which a policy's text cannot. This keeps only their words. */
const withoutExpressions = (text: string) =>
  text.includes("${")
    ? text.replace(/\$\{[^{}]*\}/g, (expression) => `\${${expression.replace(/[^\w.-]+/g, ".")}}`)
    : text;

/** Seconds of a duration as Terraform and Vault write it: a number, `90`, `90s`, `1h30m`. */
export function secondsOf(value: unknown): number {
  if (typeof value === "number") return value;
  const text = String(value ?? "0");
  if (/^\d+$/.test(text)) return Number(text);
  const units: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86400 };
  return [...text.matchAll(/(\d+)([smhd])/g)].reduce(
    (sum, [, amount, unit = "s"]) => sum + Number(amount) * (units[unit] ?? 1),
    0,
  );
}
