import type { Rule } from "../rule";
import { terraform } from "../sources";

/** Backends that encrypt and lock by themselves, and what the others need to do so. */
const SAFE: Readonly<Record<string, (settings: Record<string, unknown>) => boolean>> = {
  azurerm: () => true,
  cloud: () => true,
  gcs: () => true,
  remote: () => true,
  oss: ({ encrypt, tablestore_table: table }) => encrypt === true && table !== undefined,
  s3: ({ encrypt, use_lockfile: lock, dynamodb_table: table }) =>
    encrypt === true && (lock === true || table !== undefined),
};

export const BG061: Rule = {
  id: "BG061",
  title: "Production state is remote, encrypted and locked",
  why: "State holds Boundary's Vault tokens and the OIDC client secret. Without a lock, one of two parallel applies is lost.",
  sources: [terraform("manage-sensitive-data", "sensitive data in state"), terraform("state/locking", "state locking")],
  remedy: "Declare s3 with encrypt and use_lockfile, gcs, azurerm or HCP Terraform.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    if (!tree.production) return;
    for (const [stack, json] of Object.entries(tree.stacks)) {
      const { backend, cloud } = json["terraform"] ?? {};
      const [kind = "local", settings = {}] =
        cloud === undefined ? (Object.entries<Record<string, unknown>>(backend ?? {})[0] ?? []) : ["cloud", {}];
      if (SAFE[kind]?.(settings) !== true)
        yield { construct: stack, value: kind, allowed: "remote, encrypted and locked", at: ["backend"] };
    }
  },
};
