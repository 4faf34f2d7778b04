import fc from "fast-check";
import type { VaultClient } from "../../operations/clients/vault-client";
import { CAPABILITIES, type PolicyRule } from "../../policies/policy-rule";
import { type Identity, VaultAcl } from "../../policies/vault-acl";
import { liveDescribe } from "./providers";
import { startVault } from "./world";

/** Pairs of policies and path; `npm run soak` asks for a million. */
const PAIRS = Number(process.env["PAIRS"] ?? 2000);
const PATHS_PER_SET = PAIRS < 100_000 ? 50 : 200;
const SEED = Number(process.env["SEED"] ?? Date.now() % 2 ** 31);

/** Values that a template could bring in, harmless and not. */
const METADATA = { team: "ab", glob: "a*", plus: "+", deep: "a/b", empty: "" };
const segment = fc.constantFrom("a", "b", "c", "ab", "abc", "ac");
const template = fc.constantFrom(
  "{{identity.entity.name}}",
  "{{identity.entity.id}}",
  ...Object.keys(METADATA).map((key) => `{{identity.entity.metadata.${key}}}`),
  "{{identity.entity.metadata.absent}}",
  "{{ identity.groups.names.probes.id }}",
  "{{identity.groups.names.probes.name}}",
  "{{identity.groups.names.others.id}}",
);
const rulePart = fc.oneof(
  { arbitrary: segment, weight: 6 },
  { arbitrary: fc.constant("+"), weight: 3 },
  { arbitrary: template, weight: 1 },
);
const rulePath = fc
  .tuple(fc.array(rulePart, { minLength: 1, maxLength: 4 }), fc.constantFrom("", "", "*", "/*", "/", "a*", "b/"))
  .map(([parts, end]) => `${parts.join("/")}${end}`)
  // Vault refuses `+*`, also when a template brings the `+`: the token can do nothing at all then.
  .filter((path) => !/(\+|plus\}\})\*/.test(path));
const granted = fc.uniqueArray(
  fc.constantFrom(...CAPABILITIES.filter((capability) => capability !== "deny" && capability !== "subscribe")),
  { minLength: 1, maxLength: 4 },
);
const capabilities = fc.oneof(
  { arbitrary: granted, weight: 6 },
  { arbitrary: fc.constant(["deny" as const]), weight: 1 },
);
const policy = fc.uniqueArray(fc.record({ path: rulePath, capabilities }), {
  selector: ({ path }) => path,
  minLength: 1,
  maxLength: 6,
});
const requestPath = fc
  .tuple(
    fc.array(fc.oneof(segment, fc.constantFrom("probe", "x")), { minLength: 1, maxLength: 5 }),
    fc.constantFrom("", "", "/"),
  )
  .map(([parts, end]) => `${parts.join("/")}${end}`);
const set = fc.record({
  policies: fc.array(policy, { minLength: 1, maxLength: 3 }),
  paths: fc.uniqueArray(requestPath, { minLength: PATHS_PER_SET, maxLength: PATHS_PER_SET }),
});

const value = fc.oneof(
  fc.constantFrom<unknown>("", "a", "b", "a,b", "a, b", ",", "ab", "*", true, false, "true", 1, "1", null),
  fc.array(fc.constantFrom<unknown>("a", "b", "", true, 1), { maxLength: 3 }),
);
const listed = fc.array(
  fc.constantFrom<string | boolean | number | []>("a", "b", "a*", "*b", "", true, "true", 1, []),
  {
    maxLength: 4,
  },
);
const names = ["one", "two", "three"] as const;
const constrained = fc.record({
  allowedParameters: fc.option(
    fc.dictionary(fc.constantFrom("one", "Two", "three", "*", "*"), listed, { minKeys: 1, maxKeys: 4 }),
    {
      nil: undefined,
    },
  ),
  deniedParameters: fc.option(fc.dictionary(fc.constantFrom(...names), listed, { maxKeys: 1 }), {
    nil: undefined,
    freq: 1,
  }),
  requiredParameters: fc.option(fc.constantFrom(["one"], ["two"]), { nil: undefined, freq: 1 }),
  wrapping: fc.option(fc.constantFrom([10, 60], [undefined, 300], [60, undefined], [300, 300]), {
    nil: undefined,
    freq: 1,
  }),
});
const request = fc.record({
  rules: fc.array(constrained, { minLength: 1, maxLength: 2 }),
  data: fc.dictionary(fc.constantFrom(...names), value, { minKeys: 1, maxKeys: 2 }),
  wrapTtl: fc.option(fc.constantFrom(5, 10, 60, 300, 600), { nil: undefined }),
});

liveDescribe()("the evaluator of policies beside the real Vault", () => {
  let vault: VaultClient;
  let root: string;
  let stop: () => Promise<void>;
  let identity: Identity;
  const post = (path: string, body: object) => vault.expect(path, { method: "POST", token: root, body });

  beforeAll(async () => {
    ({ vault, root, stop } = await startVault());
    const entity = await post("identity/entity", { name: "probe", metadata: METADATA });
    const group = await post("identity/group", { name: "probes", member_entity_ids: [entity.data.id] });
    await post("identity/group", { name: "others" });
    const { data: mounts } = await vault.expect("sys/auth", { token: root });
    await post("identity/entity-alias", {
      name: "probe",
      canonical_id: entity.data.id,
      mount_accessor: mounts["token/"].accessor,
    });
    await post("auth/token/roles/probe", { allowed_entity_aliases: "probe", orphan: true });
    await post("sys/mounts/probe", { type: "kv" });
    identity = {
      id: entity.data.id,
      name: "probe",
      metadata: METADATA,
      groups: [{ id: group.data.id, name: "probes" }],
    };
  }, 2_700_000);

  afterAll(() => stop?.());

  const token = async (policies: readonly (readonly PolicyRule[])[]): Promise<string> => {
    const names = policies.map((_, index) => `probe-${index}`);
    for (const [index, rules] of policies.entries()) {
      await post(`sys/policies/acl/probe-${index}`, { policy: policyText(rules) });
    }
    const answer = await post("auth/token/create/probe", {
      policies: names,
      entity_alias: "probe",
      no_default_policy: true,
    });
    return answer.auth.client_token;
  };

  test(`${PAIRS} pairs of policies and path, seed ${SEED}`, async () => {
    const sets = fc.sample(set, { seed: SEED, numRuns: Math.ceil(PAIRS / PATHS_PER_SET) });
    const differences: unknown[] = [];
    for (const { policies, paths } of sets) {
      const subject = await token(policies);
      const real = await post("sys/capabilities", { token: subject, paths });
      await post("auth/token/revoke", { token: subject });
      const acl = new VaultAcl(policies, identity);
      for (const path of paths) {
        const [expected, own] = [real.data[path].toSorted(), acl.capabilities(path)];
        if (String(expected) !== String(own)) differences.push({ policies, path, vault: expected, evaluator: own });
      }
    }
    expect(differences.slice(0, 3).map((difference) => JSON.stringify(difference))).toEqual([]);
    console.log(`${sets.length * PATHS_PER_SET} pairs, no difference (seed ${SEED})`);
  }, 7_200_000);

  test(`400 requests with parameters and wrapping, seed ${SEED}`, async () => {
    const requests = fc.sample(request, { seed: SEED, numRuns: 400 });
    const differences: unknown[] = [];
    let refused = 0;
    for (const { rules, data, wrapTtl } of requests) {
      const policies = rules.map(({ wrapping = [], ...rule }): PolicyRule[] => [
        {
          path: "probe/x",
          capabilities: ["create", "update"],
          minWrappingTtl: wrapping[0],
          maxWrappingTtl: wrapping[1],
          ...rule,
        },
      ]);
      const subject = await token(policies);
      const { status } = await vault.request("probe/x", { method: "POST", token: subject, body: data, wrapTtl });
      await post("auth/token/revoke", { token: subject });
      const own = new VaultAcl(policies, identity).allows({ path: "probe/x", operation: "update", data, wrapTtl });
      if (!own) refused++;
      if (own !== (status !== 403)) differences.push({ policies, data, wrapTtl, vault: status, evaluator: own });
    }
    expect(differences.slice(0, 3).map((difference) => JSON.stringify(difference))).toEqual([]);
    expect(refused).toBeGreaterThan(100);
    expect(refused).toBeLessThan(300);
  }, 300_000);
});

/** As `renderPolicy`, but as it is: without the refusals and the denials that the project adds. */
function policyText(rules: readonly PolicyRule[]): string {
  const block = (name: string, values: PolicyRule["allowedParameters"]) =>
    values === undefined
      ? []
      : [`${name} = {`, ...Object.entries(values).map(([key, list]) => `"${key}" = ${JSON.stringify(list)}`), "}"];
  const line = (name: string, value: unknown) => (value === undefined ? [] : [`${name} = ${JSON.stringify(value)}`]);
  return rules
    .flatMap((rule) => [
      `path ${JSON.stringify(rule.path)} {`,
      ...line("capabilities", rule.capabilities),
      ...block("allowed_parameters", rule.allowedParameters),
      ...block("denied_parameters", rule.deniedParameters),
      ...line("required_parameters", rule.requiredParameters),
      ...line("min_wrapping_ttl", rule.minWrappingTtl),
      ...line("max_wrapping_ttl", rule.maxWrappingTtl),
      "}",
    ])
    .join("\n");
}
