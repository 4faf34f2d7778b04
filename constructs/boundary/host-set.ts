import { HostCatalogPlugin } from "@cdktf/provider-boundary/lib/host-catalog-plugin";
import { HostCatalogStatic } from "@cdktf/provider-boundary/lib/host-catalog-static";
import { HostSetPlugin } from "@cdktf/provider-boundary/lib/host-set-plugin";
import { HostSetStatic } from "@cdktf/provider-boundary/lib/host-set-static";
import { HostStatic } from "@cdktf/provider-boundary/lib/host-static";
import { TerraformVariable } from "cdktf";
import { Construct } from "constructs";

/** Where Boundary finds a target's addresses: a list, or the inventory of a cloud. */
export type Hosts =
  | { readonly kind: "static"; readonly addresses: readonly string[] }
  | {
      readonly kind: "aws";
      readonly region: string;
      /** Role that Boundary assumes. Nobody keeps a key of it. */
      readonly roleArn: string;
      readonly filters: readonly string[];
    }
  | {
      readonly kind: "azure";
      readonly tenantId: string;
      readonly subscriptionId: string;
      readonly clientId: string;
      readonly filter: string;
    }
  | { readonly kind: "gcp"; readonly project: string; readonly zone: string; readonly filters: readonly string[] };

export interface HostSetProps {
  /** Id of the project. */
  readonly projectId: string;
  /** Name of the catalog and of the set. */
  readonly name: string;
  /** Where the addresses come from. */
  readonly hosts: Hosts;
}

/**
 * The addresses of one target: a list, or the current inventory of a cloud.
 *
 * Azure needs a client secret. It is a sensitive variable, and Terraform's state holds it, because Boundary's provider
 * has no write-only attribute for it. For AWS and GCP, the controllers use their own identity.
 *
 * @see https://developer.hashicorp.com/boundary/docs/concepts/host-discovery
 * @example
 * ```ts
 * import { HostSet } from "vault-boundary-break-glass/constructs/boundary/host-set";
 *
 *
 * new HostSet(stack, "static", {
 *   projectId: "p_1234567890",
 *   name: "web-servers",
 *   hosts: { kind: "static", addresses: ["10.40.0.11", "10.40.0.12"] },
 * });
 * new HostSet(stack, "aws", {
 *   projectId: "p_1234567890",
 *   name: "batch-servers",
 *   hosts: {
 *     kind: "aws",
 *     region: "eu-central-1",
 *     roleArn: "arn:aws:iam::123456789012:role/boundary-inventory",
 *     filters: ["tag:role=batch"],
 *   },
 * });
 * ```
 */
export class HostSet extends Construct {
  /** Id of the host set, for a target. */
  readonly hostSetId: string;

  constructor(scope: Construct, id: string, { projectId, name, hosts }: HostSetProps) {
    super(scope, id);
    if (hosts.kind === "static") {
      const catalog = new HostCatalogStatic(this, "catalog", { scopeId: projectId, name });
      const ids = hosts.addresses.map(
        (address, index) =>
          new HostStatic(this, `host-${index}`, { hostCatalogId: catalog.id, type: "static", address }).id,
      );
      this.hostSetId = new HostSetStatic(this, "Default", {
        hostCatalogId: catalog.id,
        type: "static",
        name,
        hostIds: ids,
      }).id;
      return;
    }
    const { attributes, filter } = PLUGINS[hosts.kind](hosts as never);
    const catalog = new HostCatalogPlugin(this, "catalog", {
      scopeId: projectId,
      name,
      pluginName: hosts.kind,
      attributesJson: JSON.stringify(attributes),
      secretsJson: hosts.kind === "azure" ? this.azureSecret(name) : undefined,
    });
    this.hostSetId = new HostSetPlugin(this, "Default", {
      hostCatalogId: catalog.id,
      name,
      attributesJson: JSON.stringify(filter),
    }).id;
  }

  private azureSecret(name: string): string {
    const secret = new TerraformVariable(this, "secret", {
      type: "string",
      sensitive: true,
      nullable: false,
      description: `Client secret with which Boundary reads the inventory of ${name}. State holds it.`,
    });
    secret.overrideLogicalId(`${name.replaceAll("-", "_")}_azure_client_secret`);
    return `\${jsonencode({"secret_value" = var.${name.replaceAll("-", "_")}_azure_client_secret})}`;
  }
}

type HostsOf<Kind> = Extract<Hosts, { kind: Kind }>;

const PLUGINS = {
  aws: ({ region, roleArn, filters }: HostsOf<"aws">) => ({
    attributes: { disable_credential_rotation: true, region, role_arn: roleArn },
    filter: { filters },
  }),
  azure: ({ tenantId, subscriptionId, clientId, filter }: HostsOf<"azure">) => ({
    attributes: {
      client_id: clientId,
      disable_credential_rotation: true,
      subscription_id: subscriptionId,
      tenant_id: tenantId,
    },
    filter: { filter },
  }),
  gcp: ({ project, zone, filters }: HostsOf<"gcp">) => ({
    attributes: { disable_credential_rotation: true, project_id: project, zone },
    filter: { filters },
  }),
};
