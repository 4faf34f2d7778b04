import { type ITerraformDependable, TerraformVariable } from "cdktf";
import { DataResource } from "cdktf/lib/terraform-data-resource";
import { Construct } from "constructs";

export interface WrittenSecretProps {
  /** Name of the ephemeral variable that holds the secret. */
  readonly variable: string;
  /** Description of the variable. */
  readonly description: string;
  /** Version of the secret. Raise it to write the secret again. */
  readonly version: number;
  /** Vault's https address. */
  readonly vaultAddress: string;
  /** Vault path that is written. */
  readonly path: string;
  /** Key of the secret in the request. */
  readonly key: string;
  /** Other values of the request. Never a secret: state holds them. */
  readonly values: Readonly<Record<string, string>>;
  /** What Terraform makes first. @default none */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * Writes a secret to Vault with the `vault` client, for engines whose Terraform resource has no write-only
 * attribute and would keep it in state. The value is ephemeral: it is in no plan and no state, and goes to
 * the client by its standard input. Terraform runs it once, and again when `version` is raised.
 *
 * @example
 * ```ts
 * import { WrittenSecret } from "vault-boundary-break-glass/constructs/vault/written-secret";
 *
 * new WrittenSecret(stack, "connection", {
 *   variable: "broker_admin_password",
 *   description: "Password of vault_admin on the broker.",
 *   version: 1,
 *   vaultAddress: "https://vault.example.com:8200",
 *   path: "break-glass-broker/config/connection",
 *   key: "password",
 *   values: { connection_uri: "https://broker.example.com:15671", username: "vault_admin" },
 * });
 * ```
 */
export class WrittenSecret extends Construct {
  /** The write. What needs the secret in Vault depends on it. */
  readonly ready: ITerraformDependable;

  constructor(scope: Construct, id: string, props: WrittenSecretProps) {
    super(scope, id);
    const secret = new TerraformVariable(this, "secret", {
      type: "string",
      sensitive: true,
      // Needed once, and again when the version is raised; every other apply goes without.
      nullable: true,
      description: props.description,
    });
    secret.addOverride("ephemeral", true);
    secret.addOverride("default", null);
    secret.overrideLogicalId(props.variable);
    const data = new DataResource(this, "Default", { dependsOn: props.dependsOn });
    data.addOverride("triggers_replace", [props.path, ...Object.values(props.values), props.version]);
    data.addOverride("provisioner", [
      {
        "local-exec": {
          // The shell's own printf: the request is in no list of processes.
          command: `printf %s "$REQUEST" | vault write "$TARGET" -`,
          interpreter: ["/bin/sh", "-c"],
          environment: {
            VAULT_ADDR: props.vaultAddress,
            TARGET: props.path,
            REQUEST: `\${jsonencode(merge(${terraformObject(props.values)}, {${JSON.stringify(props.key)} = var.${props.variable}}))}`,
          },
          quiet: true,
        },
      },
    ]);
    this.ready = data;
  }
}

const terraformObject = (values: Readonly<Record<string, string>>) =>
  `{${Object.entries(values)
    .map(([key, value]) => `${JSON.stringify(key)} = ${JSON.stringify(value)}`)
    .join(", ")}}`;
