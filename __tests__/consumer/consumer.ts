import { Testing } from "cdktf";
import type { Construct } from "constructs";
import { CredentialStore } from "vault-boundary-break-glass/constructs/boundary/credential-store";
import { GroupRole } from "vault-boundary-break-glass/constructs/boundary/group-role";
import { HostSet } from "vault-boundary-break-glass/constructs/boundary/host-set";
import { PipelineAccount } from "vault-boundary-break-glass/constructs/boundary/pipeline-account";
import { Scopes } from "vault-boundary-break-glass/constructs/boundary/scopes";
import { SingleSignOn } from "vault-boundary-break-glass/constructs/boundary/single-sign-on";
import { SessionTarget } from "vault-boundary-break-glass/constructs/boundary/target";
import { Activation } from "vault-boundary-break-glass/constructs/vault/activation";
import { ActivationLogin } from "vault-boundary-break-glass/constructs/vault/activation-login";
import { Approval } from "vault-boundary-break-glass/constructs/vault/approval";
import { ApprovalKey } from "vault-boundary-break-glass/constructs/vault/approval-key";
import { AuditTrail } from "vault-boundary-break-glass/constructs/vault/audit-trail";
import { BoundaryCertificates } from "vault-boundary-break-glass/constructs/vault/boundary-certificates";
import { BoundaryKeys } from "vault-boundary-break-glass/constructs/vault/boundary-keys";
import { BoundarySso } from "vault-boundary-break-glass/constructs/vault/boundary-sso";
import { BoundaryToken } from "vault-boundary-break-glass/constructs/vault/boundary-token";
import { BreakGlassPolicy } from "vault-boundary-break-glass/constructs/vault/break-glass-policy";
import { CredentialMount } from "vault-boundary-break-glass/constructs/vault/credential-mount";
import { DatabaseConnection } from "vault-boundary-break-glass/constructs/vault/database-connection";
import { DatabaseRole } from "vault-boundary-break-glass/constructs/vault/database-role";
import { DedicatedEntity } from "vault-boundary-break-glass/constructs/vault/dedicated-entity";
import { EntityGroup } from "vault-boundary-break-glass/constructs/vault/entity-group";
import { LoginMfa } from "vault-boundary-break-glass/constructs/vault/login-mfa";
import { LoginQuota } from "vault-boundary-break-glass/constructs/vault/login-quota";
import { Pipeline } from "vault-boundary-break-glass/constructs/vault/pipeline";
import { StaffLogin } from "vault-boundary-break-glass/constructs/vault/staff-login";
import { UserpassLogin } from "vault-boundary-break-glass/constructs/vault/userpass-login";
import { WrittenSecret } from "vault-boundary-break-glass/constructs/vault/written-secret";

const vaultAddress = "https://vault.example.com:8200";
const boundaryAddress = "https://boundary.example.com";

/** Every construct of the package, each alone in a stack of another project. */
const CONSTRUCTS: Record<string, (scope: Construct) => unknown> = {
  Activation: (scope) =>
    new Activation(scope, "x", {
      mount: "bg",
      profile: "dba",
      audience: "a",
      subjects: ["s"],
      policies: ["p"],
      ttl: 60,
    }),
  ActivationLogin: (scope) => new ActivationLogin(scope, "x", { path: "bg", vaultAddress }),
  Approval: (scope) => new Approval(scope, "x", { name: "n", key: "k", audience: "a", subject: "s", profile: "p" }),
  ApprovalKey: (scope) => new ApprovalKey(scope, "x", { name: "k", vaultAddress, audience: "a" }),
  AuditTrail: (scope) =>
    new AuditTrail(scope, "x", {
      devices: [
        { kind: "file", name: "file", filePath: "/var/log/audit" },
        { kind: "socket", name: "siem", host: "siem", port: 1 },
      ],
    }),
  BoundaryCertificates: (scope) =>
    new BoundaryCertificates(scope, "x", {
      authority: "root",
      names: ["boundary.example.com"],
      ttl: 3600,
      vaultAddress,
    }),
  BoundaryKeys: (scope) => new BoundaryKeys(scope, "x", { rotation: 86_400 }),
  BoundarySso: (scope) =>
    new BoundarySso(scope, "x", { name: "boundary", vaultAddress, boundaryAddress, groupIds: ["g"] }),
  BoundaryToken: (scope) =>
    new BoundaryToken(scope, "x", { policyName: "p", roleName: "r", credentials: [{ path: "db/creds/a" }] }),
  BreakGlassPolicy: (scope) =>
    new BreakGlassPolicy(scope, "x", { name: "p", rules: [{ path: "a", capabilities: ["read"] }] }),
  CredentialMount: (scope) => new CredentialMount(scope, "x", { type: "database", path: "db", description: "d" }),
  CredentialStore: (scope) =>
    new CredentialStore(scope, "x", { projectId: "p", name: "n", vaultAddress, token: "t" }).library({
      id: "l",
      name: "l",
      request: { path: "a" },
    }),
  DatabaseConnection: (scope) =>
    new DatabaseConnection(scope, "x", {
      mount: "db",
      name: "n",
      plugin: "postgresql",
      connectionUrl: "u",
      adminUsername: "u",
      allowedRoles: ["r"],
      usernameTemplate: "t",
    }),
  DatabaseRole: (scope) =>
    new DatabaseRole(scope, "x", {
      mount: "db",
      connection: "c",
      name: "n",
      maxTtl: 60,
      creation: ["c"],
      revocation: ["r"],
    }),
  DedicatedEntity: (scope) => new DedicatedEntity(scope, "x", { name: "n", mountAccessor: "a", metadata: {} }),
  EntityGroup: (scope) => new EntityGroup(scope, "x", { name: "n", memberEntityIds: [] }),
  GroupRole: (scope) =>
    new GroupRole(scope, "x", {
      group: "g",
      description: "d",
      authMethodId: "a",
      scopeId: "s",
      grantScopeIds: ["this"],
      grantStrings: ["type=target;actions=list"],
    }),
  HostSet: (scope) =>
    new HostSet(scope, "x", { projectId: "p", name: "n", hosts: { kind: "static", addresses: ["10.0.0.1"] } }),
  LoginMfa: (scope) => new LoginMfa(scope, "x", { method: { kind: "totp", issuer: "i" }, enforcedOn: { a: "b" } }),
  LoginQuota: (scope) => new LoginQuota(scope, "x", { name: "n", path: "auth/bg/login" }),
  Pipeline: (scope) =>
    new Pipeline(scope, "x", {
      name: "n",
      boundaryTokenRole: "r",
      credentialMounts: [{ path: "db", configuration: [] }],
    }),
  PipelineAccount: (scope) => new PipelineAccount(scope, "x", { name: "n" }),
  Scopes: (scope) => new Scopes(scope, "x", { name: "n", description: "d" }),
  SingleSignOn: (scope) =>
    new SingleSignOn(scope, "x", {
      orgId: "o",
      projectId: "p",
      name: "n",
      issuer: "i",
      clientId: "c",
      clientSecret: "s",
      claimsScope: "b",
      boundaryAddress,
      maxAge: 60,
    }),
  StaffLogin: (scope) => new StaffLogin(scope, "x", { path: "staff", login: { kind: "userpass" } }),
  SessionTarget: (scope) =>
    new SessionTarget(scope, "x", {
      projectId: "p",
      name: "n",
      description: "d",
      address: "a",
      port: 1,
      sessionMax: 60,
      connections: 1,
    }),
  WrittenSecret: (scope) =>
    new WrittenSecret(scope, "x", {
      variable: "v",
      description: "d",
      version: 1,
      vaultAddress,
      path: "p",
      key: "k",
      values: {},
    }),
  UserpassLogin: (scope) => new UserpassLogin(scope, "x", { path: "a", description: "d", maxTtl: 60 }),
};

const counts = Object.entries(CONSTRUCTS).map(([name, declare]) => {
  const json = JSON.parse(Testing.synthScope((scope) => void declare(scope)));
  const resources = Object.values<object>(json.resource ?? {}).flatMap((byType) => Object.keys(byType));
  return [name, resources.length] as const;
});
console.log(JSON.stringify(Object.fromEntries(counts)));
