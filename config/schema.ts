import * as z from "zod";
import { BACKENDS, type BackendConfig, type BackendKind } from "./backends";
import type { TargetKind, TargetKinds } from "./kind";
import { cidr, date, duration, host, httpsUrl, pem, port, slug, text, textUpTo, vaultPath } from "./values";

/** The dates of every reviewed entry: its last review, its next review and its end. */
const reviewed = {
  reviewedOn: date.describe("Day of the last review."),
  reviewedBy: slug.describe("Id of the reviewer. Nobody reviews themselves."),
  reviewDue: date.describe("First day on which the next review is overdue (UTC)."),
  expires: date.describe("First day without access (UTC). From this day on, the plan leaves the entry out."),
};

// Each schema checks only a few files, once. To compile it first takes longer than the check saves.
z.config({ jitless: true });

/** A guardrail that this place breaks on purpose, for a limited time. */
const exceptions = z
  .array(
    z.strictObject({
      rule: textUpTo(10).describe("Id of the guardrail, such as BG010."),
      reason: text,
      owner: slug.describe("Team that answers for the exception."),
      expires: date.describe("First day on which the rule applies again."),
    }),
  )
  .default([])
  .describe(
    "Guardrails that this place breaks on purpose, each with a reason and an end. Unused and expired exceptions are refused.",
  );

const networks = (what: string) => z.array(cidr).min(1).optional().describe(what);

const auditDevice = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("file"),
    name: slug,
    filePath: text.describe("File on every Vault node. Never use a FIFO: it blocks Vault."),
  }),
  z.strictObject({
    kind: z.literal("socket"),
    name: slug,
    host,
    port,
    socketType: z.enum(["tcp", "udp"]).default("tcp"),
  }),
  z.strictObject({
    kind: z.literal("syslog"),
    name: slug,
    facility: textUpTo(20).default("AUTH"),
    tag: textUpTo(40).default("vault"),
  }),
]);

const staffLogin = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("oidc"),
    discoveryUrl: httpsUrl,
    clientId: text,
    userClaim: textUpTo(50).default("email").describe("Claim whose value equals a person's staffLogin."),
    redirectUris: z.array(z.union([httpsUrl, z.literal("http://localhost:8250/oidc/callback")])).min(1),
  }),
  z.strictObject({ kind: z.literal("userpass") }),
]);

const mfa = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("totp"),
    issuer: textUpTo(60)
      .optional()
      .describe("Name that the authenticator app shows. Default: Break-glass <environment>."),
  }),
  z.strictObject({ kind: z.literal("duo"), apiHostname: host }),
  z.strictObject({ kind: z.literal("okta"), orgName: textUpTo(100), baseUrl: textUpTo(100).optional() }),
  z.strictObject({ kind: z.literal("pingid") }),
]);

const boundaryCertificates = z.strictObject({
  authority: z
    .enum(["intermediate", "root"])
    .describe("Signer of Vault's issuer: `intermediate` for the organisation's CA, `root` for Vault itself."),
  names: z.array(host).min(1).describe("DNS names of Boundary's controllers. The first is the common name."),
  addresses: z.array(host).default([]).describe("IP addresses in the certificate."),
  ttl: duration({ min: "10s", max: "90d" }).default(86_400),
});

const boundaryKeys = z.strictObject({
  rotation: duration({ min: "1d", max: "365d" })
    .default(90 * 86_400)
    .describe("Time between two rotations of each key."),
});

const vault = z.strictObject({
  namespace: slug
    .optional()
    .describe("Vault namespace (Enterprise or HCP). Audit devices and rate limits stay outside of it."),
  boundaryCertificates: boundaryCertificates
    .optional()
    .describe(
      "Certificates of Boundary's listeners, which Vault Agent rotates. Default: made outside of this project.",
    ),
  boundaryKeys: boundaryKeys
    .optional()
    .describe("Boundary's keys in Vault's transit engine. Default: kept outside of this project."),
  address: httpsUrl.describe("Address that people, Boundary and Vault itself use for Vault."),
  caCertificate: pem.optional().describe("CA of Vault's listener, as PEM. Default: the system's CAs."),
  staffLogin,
  mfa: mfa.default({ kind: "totp" }),
  audit: z.array(auditDevice).min(2).describe("At least two audit devices. Vault stops when no device works."),
  exceptions,
});

const boundary = z.strictObject({
  address: httpsUrl,
  authTokenTimeToLive: duration({ min: "1m", max: "24h" }).describe(
    "The controllers' setting `auth_token_time_to_live`. It is a part of the longest possible access.",
  ),
  workerFilter: textUpTo(300).optional().describe("Egress worker filter of every target without its own."),
  exceptions,
});

const network = z
  .strictObject({
    people: networks("Networks from which people log in to Vault."),
    controllers: networks("Networks of the Boundary controllers. Their Vault tokens work only from there."),
    pipeline: networks("Networks of the pipeline's runners. Its Vault token works only from there."),
    workers: networks("Networks of Boundary's workers. SSH certificates work only from there."),
  })
  .default({});

const argument = z.union([
  textUpTo(500),
  z.number(),
  z.boolean(),
  z.array(z.unknown()),
  z.record(z.string(), z.unknown()),
]);
const optionalArgument = argument.optional();
const secretArgument = z.never({ error: "secret-in-config" }).optional();
const statePrefix = textUpTo(100).optional().describe("Prefix of the stack's name in the state's address.");
const shape = (names: readonly string[], schema: z.ZodType) => Object.fromEntries(names.map((name) => [name, schema]));

function backendSchema(kind: BackendKind) {
  const backend = BACKENDS[kind];
  return z
    .strictObject({
      kind: z.literal(kind),
      prefix: statePrefix,
      ...shape(backend.required, argument),
      ...shape(backend.optional, optionalArgument),
      ...shape(backend.secrets, secretArgument),
      ...(kind === "http" ? { prefix: httpsUrl } : {}),
    })
    .transform(({ kind: _, prefix, ...rest }): BackendConfig => ({ kind, prefix: prefix as string, arguments: rest }));
}

const [firstBackend, ...otherBackends] = (Object.keys(BACKENDS) as BackendKind[]).map(backendSchema);
if (firstBackend === undefined) throw new Error("no backend is declared in config/backends.ts");
const backend = z.discriminatedUnion("kind", [firstBackend, ...otherBackends]);

const duty = z.enum(["responder", "approver", "operator", "auditor"]);

const person = z.strictObject({
  name: textUpTo(100),
  team: slug,
  owner: slug.describe("Team that answers for this entry."),
  staffLogin: textUpTo(100).describe("Name in the everyday login: the value of the OIDC claim, or the userpass name."),
  roles: z.array(duty).min(1),
  exceptions,
  ...reviewed,
});

const filters = z.array(text).min(1);

const hosts = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("static"), addresses: z.array(host).min(1) }),
  z.strictObject({ kind: z.literal("aws"), region: textUpTo(30), roleArn: text, filters }),
  z.strictObject({
    kind: z.literal("azure"),
    tenantId: textUpTo(60),
    subscriptionId: textUpTo(60),
    clientId: textUpTo(60),
    filter: text,
  }),
  z.strictObject({ kind: z.literal("gcp"), project: textUpTo(60), zone: textUpTo(30), filters }),
]);

const targetOf = ({ kind, targetShape }: TargetKind) =>
  z.strictObject({
    kind: z.literal(kind),
    description: text,
    address: host.describe("Address at which Boundary's workers and Vault reach the target."),
    port,
    workerFilter: textUpTo(300).optional(),
    hosts: hosts
      .optional()
      .describe("Hosts at which the workers reach the target. Vault still uses `address`. Default: `address`."),
    exceptions,
    ...targetShape,
  });

const accessOf = ({ kind, accessShape }: TargetKind) =>
  z.strictObject({ kind: z.literal(kind), target: slug, ...accessShape });

const profileOf = ([first, ...others]: TargetKinds) =>
  z.strictObject({
    description: text,
    owner: slug.describe("Team that answers for this profile."),
    responders: z.array(slug).min(1),
    approvers: z.array(slug).min(1),
    wrapApprovals: z
      .boolean()
      .default(true)
      .describe(
        "Whether approvers pass approvals on as single-use wrapping tokens. The responder notices an interception.",
      ),
    access: z
      .array(z.discriminatedUnion("kind", [accessOf(first), ...others.map(accessOf)]))
      .min(1)
      .describe("Targets that a responder reaches."),
    vaultPaths: z
      .array(
        z.strictObject({
          path: vaultPath,
          capabilities: z.array(z.enum(["read", "list"])).min(1),
        }),
      )
      .default([])
      .describe("Vault paths that a responder may read in addition to the targets."),
    limits: z
      .strictObject({
        approval: duration({ min: "30s", max: "10m" }).default(300).describe("Life of an approval."),
        login: duration({ min: "10s", max: "1h" }).default(900).describe("Life of the responder's Vault token."),
        session: duration({ min: "10s", max: "12h" })
          .default(3600)
          .describe("Longest life of a session and a credential."),
        connections: z.int().min(1).max(100).default(5).describe("Most connections per session."),
      })
      .prefault({}),
    exceptions,
    ...reviewed,
  });

function schemaOf(kinds: TargetKinds) {
  const [first, ...others] = kinds;
  return z.strictObject({
    environment: slug.describe("Name of the environment. It equals the file's name without .yaml."),
    owner: slug.describe("Team that answers for this environment."),
    production: z.boolean().default(true).describe("Whether the guardrails for production apply."),
    longestAccess: duration({ min: "1m", max: "24h" })
      .default(4 * 3600)
      .describe("Cap of each profile's longest possible access, which is the sum of all its limits."),
    exceptions,
    vault,
    boundary,
    network,
    backend,
    people: z.record(slug, person),
    targets: z.record(slug, z.discriminatedUnion("kind", [targetOf(first), ...others.map(targetOf)])),
    profiles: z.record(slug, profileOf(kinds)),
  });
}

const schemas = new WeakMap<TargetKinds, ReturnType<typeof schemaOf>>();

/**
 * Shape of `environments/<name>.yaml`. `references.ts` checks the cross references.
 *
 * @param kinds the kinds of target that an environment may use; made once for each such list
 */
export function environmentSchema(kinds: TargetKinds): ReturnType<typeof schemaOf> {
  const known = schemas.get(kinds);
  if (known !== undefined) return known;
  const schema = schemaOf(kinds);
  schemas.set(kinds, schema);
  return schema;
}

export type Environment = z.output<ReturnType<typeof schemaOf>>;
export type Duty = z.output<typeof duty>;
export type Person = z.output<typeof person>;
export type Profile = z.output<ReturnType<typeof profileOf>>;
/** A target as the YAML has it. */
export type TargetConfig = Environment["targets"][string];
/** What the YAML says about one target in a profile. */
export type AccessConfig = Profile["access"][number];
export type MfaConfig = z.output<typeof mfa>;
export type StaffLoginConfig = z.output<typeof staffLogin>;
export type AuditDeviceConfig = z.output<typeof auditDevice>;

/** The JSON Schema of the file for editors, with every key that a JSON Schema can describe. */
export function environmentJsonSchema(kinds: TargetKinds): object {
  const schema = z.toJSONSchema(environmentSchema(kinds), { io: "input", unrepresentable: "any" });
  return { ...schema, title: "Break-glass environment", $id: "environment.schema.json" };
}
