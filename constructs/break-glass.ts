import { Construct } from "constructs";
import type { Duty, Environment, Profile } from "../config/schema";
import {
  APPROVAL_KEY,
  AUDITORS,
  approvalAudience,
  approvalRole,
  approverEntity,
  auditorEntity,
  BOUNDARY_TOKEN_ROLE,
  boundaryPolicy,
  credentialRole,
  MOUNTS,
  OPERATORS,
  operatorEntity,
  profileGroup,
  profileTarget,
  responderEntity,
  SSO,
  staffEntity,
  targetAlias,
} from "../model/names";
import { AUDITOR_GRANTS, OPERATOR_GRANTS, responderGrants } from "../policies/boundary-grants";
import type { CredentialRequest } from "../policies/credential-request";
import { approverRules, auditorRules, operatorRules, responderRules, staffRules } from "../policies/people";
import { CredentialStore } from "./boundary/credential-store";
import { GroupRole } from "./boundary/group-role";
import { HostSet } from "./boundary/host-set";
import { Scopes } from "./boundary/scopes";
import { SingleSignOn } from "./boundary/single-sign-on";
import { SessionTarget } from "./boundary/target";
import { ENGINES, engineOf } from "./engines";
import { type CredentialNames, type DeclaredTarget, mountOf } from "./engines/engine";
import { Activation } from "./vault/activation";
import { Approval } from "./vault/approval";
import { BoundarySso } from "./vault/boundary-sso";
import { BoundaryToken } from "./vault/boundary-token";
import { BreakGlassPolicy } from "./vault/break-glass-policy";
import { DedicatedEntity } from "./vault/dedicated-entity";
import { EntityGroup } from "./vault/entity-group";

/** What the foundation made and this stack refers to. */
export interface FoundationReferences {
  /** Accessors of the login mounts. */
  readonly accessors: Readonly<Record<keyof typeof MOUNTS, string>>;
  /** Id of the TOTP method; `undefined` where another method is used. */
  readonly totpMethodId: string | undefined;
}

export interface BreakGlassProps {
  /** As of the moment of synthesis: people and profiles whose time is over are not in it. */
  readonly environment: Environment;
  readonly foundation: FoundationReferences;
}

/**
 * Paths in one Boundary token's policy. Vault stores a policy as one entry (1 MiB at most with raft),
 * and a path takes at most 120 bytes.
 */
const PATHS_PER_TOKEN = 4000;

/** Where a responder's entity stands in the path of a Boundary credential library. */
const BOUNDARY_USER = "{{.User.FullName}}";

type Access = Profile["access"][number];

/**
 * Emergency access of one environment: who may respond and who must approve (Vault), what a responder
 * reaches (Boundary), and the credentials in between (Vault, brokered by Boundary).
 *
 * Parts of ids are joined by `_`, which no slug has: two different pairs never share an id (docs/adr/0002).
 *
 * Read it from the constructor down: people get one entity a duty; each profile gets approvals, a
 * login role and credential roles; Boundary learns who is who from Vault's groups and opens each
 * profile's own targets.
 */
export class BreakGlass extends Construct {
  /** Id of Boundary's auth method, which people name when they log in. */
  readonly authMethodId: string;
  private readonly environment: Environment;
  private readonly foundation: FoundationReferences;
  /** Entities that log in with MFA, by person. */
  private readonly enrolled = new Map<string, { name: string; id: string }[]>();
  private readonly targets = new Map<string, DeclaredTarget<Access>>();
  /** Ids of the host sets of targets that have one. */
  private readonly hosts = new Map<string, string>();

  constructor(scope: Construct, id: string, props: BreakGlassProps) {
    super(scope, id);
    this.environment = props.environment;
    this.foundation = props.foundation;
    const { environment } = props.environment;

    for (const person of this.withRole("approver")) this.declareApprover(person);
    const operators = this.withRole("operator").map((person) => this.declareEntity(person, "operator"));
    const auditors = this.withRole("auditor").map((person) => this.declareEntity(person, "auditor"));
    this.declareTargets();
    const profileGroups = this.profiles.map(([name, profile]) => this.declareActivation(name, profile));
    const dutyGroups = this.declareDuties(operators, auditors);
    for (const person of Object.keys(this.environment.people)) this.declareStaff(person);

    const sso = new BoundarySso(this, "sso", {
      name: SSO,
      vaultAddress: this.environment.vault.address,
      boundaryAddress: this.environment.boundary.address,
      groupIds: [...profileGroups, ...dutyGroups],
    });
    const scopes = new Scopes(this, "scopes", {
      name: `break-glass-${environment}`,
      description: `Emergency access to ${environment}. Every use is approved, bounded and reviewed.`,
    });
    const login = new SingleSignOn(this, "login", {
      orgId: scopes.orgId,
      projectId: scopes.projectId,
      name: "vault",
      issuer: sso.issuer,
      clientId: sso.clientId,
      clientSecret: sso.clientSecret,
      claimsScope: sso.scope,
      boundaryAddress: this.environment.boundary.address,
      vaultCaCertificate: this.environment.vault.caCertificate,
      // No Vault token is older than the longest login; an older one never opens Boundary.
      maxAge: Math.max(600, ...this.profiles.map(([, profile]) => profile.limits.login)),
    });
    const { authMethodId } = login;
    this.authMethodId = authMethodId;
    const everywhere = { authMethodId, scopeId: scopes.orgId, grantScopeIds: ["this", "children"] };
    new GroupRole(this, "operators", {
      ...everywhere,
      group: OPERATORS,
      description: "End sessions and tokens of anybody; open none.",
      grantStrings: OPERATOR_GRANTS,
    });
    new GroupRole(this, "auditors", {
      ...everywhere,
      group: AUDITORS,
      description: "Read the configuration and its use.",
      grantStrings: AUDITOR_GRANTS,
    });
    for (const [name, { hosts }] of Object.entries(this.environment.targets)) {
      if (hosts === undefined || !this.targets.has(name)) continue;
      const set = new HostSet(this, `hosts_${name}`, { projectId: scopes.projectId, name, hosts });
      this.hosts.set(name, set.hostSetId);
    }
    for (const [name, profile] of this.profiles) {
      const targetIds = this.declareProfileTargets(name, profile, scopes.projectId);
      new GroupRole(this, `role_${name}`, {
        group: profileGroup(name),
        description: profile.description,
        authMethodId,
        scopeId: scopes.projectId,
        grantScopeIds: ["this"],
        grantStrings: responderGrants(targetIds),
      });
    }
  }

  private get profiles(): [string, Profile][] {
    return Object.entries(this.environment.profiles);
  }

  private withRole(duty: Duty): string[] {
    const people = Object.entries(this.environment.people);
    return people.filter(([, person]) => person.roles.includes(duty)).map(([id]) => id);
  }

  /** Pairs of responder and profile, whom each approval, entity and credential role is for. */
  private get responders(): { person: string; profile: string }[] {
    return this.profiles.flatMap(([profile, { responders }]) => responders.map((person) => ({ person, profile })));
  }

  private enrol(person: string, name: string, entity: DedicatedEntity): DedicatedEntity {
    this.enrolled.set(person, [...(this.enrolled.get(person) ?? []), { name, id: entity.entityId }]);
    return entity;
  }

  /** Exact paths of the approvals of others: his own is not among them. */
  private declareApprover(person: string): void {
    const given = this.responders.filter(
      (responder) =>
        responder.person !== person && this.environment.profiles[responder.profile]?.approvers.includes(person),
    );
    const wrapped = given.flatMap((responder) => {
      const profile = this.environment.profiles[responder.profile];
      const role = approvalRole(responder.person, responder.profile);
      return profile?.wrapApprovals ? [[role, profile.limits.approval] as const] : [];
    });
    const name = approverEntity(person);
    const policy = new BreakGlassPolicy(this, `approver-policy_${person}`, {
      name,
      rules: approverRules({
        approvalRoles: given.map((responder) => approvalRole(responder.person, responder.profile)),
        wrapped: Object.fromEntries(wrapped),
      }),
    });
    const entity = new DedicatedEntity(this, `approver_${person}`, {
      name,
      mountAccessor: this.foundation.accessors.approvals,
      policies: [policy.name],
      metadata: { person, duty: "approver" },
    });
    this.enrol(person, name, entity);
  }

  private declareEntity(person: string, duty: "operator" | "auditor"): string {
    const name = duty === "operator" ? operatorEntity(person) : auditorEntity(person);
    const entity = new DedicatedEntity(this, `${duty}_${person}`, {
      name,
      mountAccessor: this.foundation.accessors.operations,
      metadata: { person, duty },
    });
    return this.enrol(person, name, entity).entityId;
  }

  /** The connections that Vault needs, once a target, for every profile that reaches it. */
  private declareTargets(): void {
    for (const engine of ENGINES) {
      const names = Object.entries(this.environment.targets).filter(([, target]) => target.kind === engine.kind);
      const used = names.filter(([name]) => this.accessesTo(name).length > 0);
      const mounts = new Map<string, string>();
      for (const [name, target] of used) {
        const { mount } = engine;
        if (mount !== undefined && !mounts.has(mountOf(mount, name))) {
          const id = mount.eachTarget === true ? `mount-${engine.kind}_${name}` : `mount-${engine.kind}`;
          mounts.set(mountOf(mount, name), mount.declare(this, id, mountOf(mount, name)).path);
        }
        const accesses = this.accessesTo(name);
        const declared = engine.declareTarget(this, `target_${name}`, {
          name,
          target,
          roleNames: accesses.map(({ roleName }) => roleName),
          longestSession: Math.max(
            ...accesses.map(({ profile }) => this.environment.profiles[profile]?.limits.session ?? 0),
          ),
          mountPath: mount === undefined ? "" : (mounts.get(mountOf(mount, name)) ?? ""),
          vaultAddress: this.environment.vault.address,
        });
        this.targets.set(name, declared);
      }
    }
  }

  private accessesTo(target: string): CredentialNames[] {
    const reaches = (profile: string) =>
      this.environment.profiles[profile]?.access.some((access) => access.target === target);
    return this.responders
      .filter(({ profile }) => reaches(profile))
      .map(({ person, profile }) => ({ roleName: credentialRole(person, profile, target), profile, target }));
  }

  /** Every access of every responder, with its engine. */
  private get accesses() {
    return this.responders.flatMap(({ person, profile }) =>
      (this.environment.profiles[profile]?.access ?? []).map((access) => {
        const names = { roleName: credentialRole(person, profile, access.target), profile, target: access.target };
        return { engine: engineOf(access.kind), access, names, target: this.target(access.target) };
      }),
    );
  }

  /** Approvals, login role, entities and group of one profile; returns the group's id. */
  private declareActivation(name: string, profile: Profile): string {
    const policy = new BreakGlassPolicy(this, `profile-policy_${name}`, {
      name: profileGroup(name),
      rules: responderRules({ paths: profile.vaultPaths }),
    });
    const audience = approvalAudience(this.environment.environment);
    new Activation(this, `activation_${name}`, {
      mount: MOUNTS.breakGlass,
      profile: name,
      audience,
      subjects: profile.responders.map((person) => responderEntity(person, name)),
      policies: [policy.name],
      ttl: profile.limits.login,
      boundCidrs: this.environment.network.people,
    });
    const entityIds = profile.responders.map((person) => {
      const subject = responderEntity(person, name);
      new Approval(this, `approval_${person}_for_${name}`, {
        name: approvalRole(person, name),
        key: APPROVAL_KEY,
        audience,
        subject,
        profile: name,
        ttl: profile.limits.approval,
      });
      const entity = new DedicatedEntity(this, `responder_${person}_for_${name}`, {
        name: subject,
        mountAccessor: this.foundation.accessors.breakGlass,
        metadata: { person, profile: name, duty: "responder" },
        keepDisabled: true,
      });
      return this.enrol(person, subject, entity).entityId;
    });
    return new EntityGroup(this, `group_${name}`, { name: profileGroup(name), memberEntityIds: entityIds }).groupId;
  }

  /** Groups and policies of operators and auditors; returns the groups' ids. */
  private declareDuties(operators: string[], auditors: string[]): string[] {
    const audited = [...new Set(this.accesses.map(({ engine }) => engine))].flatMap(({ mount }) =>
      mount === undefined ? [] : mount.audited.map((path) => `${mountOf(mount, "+")}/${path}`),
    );
    const leasePrefixes = [
      `auth/${MOUNTS.breakGlass}/login`,
      ...this.accesses.flatMap(
        ({ engine, access, names, target }) => engine.credential?.(names, access, target).leases ?? [],
      ),
    ];
    const rotations = this.accesses.flatMap(({ engine, access, names }) => engine.rotation?.(names, access).path ?? []);
    const policies = {
      [OPERATORS]: operatorRules({
        responderEntities: this.responders.map(({ person, profile }) => responderEntity(person, profile)),
        enrolledEntityIds:
          this.foundation.totpMethodId === undefined ? [] : [...this.enrolled.values()].flat().map(({ id }) => id),
        mfaMethodId: this.foundation.totpMethodId ?? "",
        leasePrefixes,
        rotations: [...new Set(rotations)],
      }),
      [AUDITORS]: auditorRules(leasePrefixes, audited),
    };
    const members = { [OPERATORS]: operators, [AUDITORS]: auditors };
    return ([OPERATORS, AUDITORS] as const).map((duty) => {
      const id = duty.replace("duty_", "");
      const policy = new BreakGlassPolicy(this, `${id}-policy`, { name: duty, rules: policies[duty] });
      const group = { name: duty, memberEntityIds: members[duty], policies: [policy.name] };
      return new EntityGroup(this, `${id}-group`, group).groupId;
    });
  }

  /** The everyday entity, which can only enrol its own person. */
  private declareStaff(person: string): void {
    const roles = this.environment.people[person]?.roles ?? [];
    const name = staffEntity(person);
    const users = [
      ...(roles.includes("approver") ? [{ mount: MOUNTS.approvals, name: approverEntity(person) }] : []),
      ...(roles.includes("operator") ? [{ mount: MOUNTS.operations, name: operatorEntity(person) }] : []),
      ...(roles.includes("auditor") ? [{ mount: MOUNTS.operations, name: auditorEntity(person) }] : []),
    ];
    const entities = this.enrolled.get(person) ?? [];
    if (entities.length === 0) return; // nothing to enrol: a responder of no profile
    const policy = new BreakGlassPolicy(this, `staff-policy_${person}`, {
      name,
      rules: staffRules({
        users,
        entities,
        totpMethodId: this.foundation.totpMethodId,
        boundCidrs: this.environment.network.people,
      }),
    });
    new DedicatedEntity(this, `staff_${person}`, {
      name,
      alias: this.environment.people[person]?.staffLogin,
      mountAccessor: this.foundation.accessors.staff,
      policies: [policy.name],
      metadata: { person, duty: "staff" },
    });
  }

  /** Targets of one profile with their credentials; returns the targets' ids. */
  private declareProfileTargets(name: string, profile: Profile, projectId: string): string[] {
    const withCredentials = profile.access.filter(({ kind }) => engineOf(kind).credential !== undefined);
    const libraries = new Map<string, string>();
    const perToken = Math.max(1, Math.floor(PATHS_PER_TOKEN / profile.responders.length));
    for (let part = 0; part * perToken < withCredentials.length; part++) {
      const accesses = withCredentials.slice(part * perToken, (part + 1) * perToken);
      const store = this.declareStore(name, profile, part, accesses, projectId);
      for (const access of accesses) {
        const { target } = access;
        const engine = engineOf(access.kind);
        // Every role of this target differs only in its responder, whom Boundary puts in.
        const names = { roleName: `${BOUNDARY_USER}_${target}`, profile: name, target };
        const request = engine.credential?.(names, access, this.target(target));
        if (request === undefined) continue;
        const library = { id: target, name: profileTarget(name, target), request };
        libraries.set(
          target,
          this.isInjected(target)
            ? store.certificateLibrary({ ...library, username: String((access as { user?: string }).user) })
            : store.library(library),
        );
      }
    }
    return profile.access.map(({ target: id }) => {
      const target = this.target(id);
      const library = libraries.get(id);
      return new SessionTarget(this, `target_${id}_for_${name}`, {
        projectId,
        name: profileTarget(name, id),
        description: target.description,
        ...(this.hosts.get(id) === undefined
          ? { address: target.address }
          : { hostSetIds: [this.hosts.get(id) ?? ""] }),
        port: target.port,
        sessionMax: profile.limits.session,
        connections: profile.limits.connections,
        credentialLibraryIds: library === undefined ? [] : [library],
        injected: this.isInjected(id),
        workerFilter: target.workerFilter ?? this.environment.boundary.workerFilter,
        alias: targetAlias(id, name, this.environment.environment),
      }).targetId;
    });
  }

  /** Credential roles of some of a profile's targets, and the store whose token reads exactly those. */
  private declareStore(name: string, profile: Profile, part: number, accesses: Access[], projectId: string) {
    const credentials = new Map<string, CredentialRequest>();
    const dependsOn = accesses.flatMap((access) =>
      profile.responders.flatMap((person) => {
        const { target, kind } = access;
        const names = { roleName: credentialRole(person, name, target), profile: name, target };
        const request = engineOf(kind).credential?.(names, access, this.target(target));
        if (request !== undefined) credentials.set(request.path, request);
        const id = `credentials_${person}_for_${name}_on_${target}`;
        const props = { ...names, access, limits: profile.limits, workerCidrs: this.environment.network.workers };
        return this.targets.get(target)?.declareAccess(this, id, props) ?? [];
      }),
    );
    const token = new BoundaryToken(this, `boundary-token_${name}_${part}`, {
      policyName: boundaryPolicy(name, part),
      roleName: BOUNDARY_TOKEN_ROLE,
      credentials: [...credentials.values()],
      // Destroyed before the roles: open leases would keep the connection from being removed.
      dependsOn,
    });
    return new CredentialStore(this, `store_${name}_${part}`, {
      projectId,
      name: `${name}_${part}`,
      vaultAddress: this.environment.vault.address,
      vaultCaCertificate: this.environment.vault.caCertificate,
      vaultNamespace: this.environment.vault.namespace,
      token: token.token,
    });
  }

  private target(id: string): Environment["targets"][string] {
    const target = this.environment.targets[id];
    if (target === undefined) throw new Error(`there is no target ${id}; validation let it pass`);
    return target;
  }

  private isInjected(id: string): boolean {
    return engineOf(this.target(id).kind).injected?.(this.target(id)) === true;
  }
}
