import { HostCatalogPlugin } from "@cdktf/provider-boundary/lib/host-catalog-plugin";
import { HostCatalogStatic } from "@cdktf/provider-boundary/lib/host-catalog-static";
import { HostSetPlugin } from "@cdktf/provider-boundary/lib/host-set-plugin";
import { HostSetStatic } from "@cdktf/provider-boundary/lib/host-set-static";
import { HostStatic } from "@cdktf/provider-boundary/lib/host-static";
import { TerraformVariable } from "cdktf";
import { Construct } from "constructs";

/** Addresses that do not change. */
export interface StaticHosts {
  /** Tells the sources apart. */
  readonly kind: "static";
  /** Host names or IP addresses. */
  readonly addresses: readonly string[];
}

/** Instances of one AWS region. */
export interface AwsHosts {
  /** Tells the sources apart. */
  readonly kind: "aws";
  /** Region of the instances. */
  readonly region: string;
  /** ARN of the role that Boundary assumes, so that it keeps no key. */
  readonly roleArn: string;
  /** Filters in the syntax of EC2's DescribeInstances. All must match. */
  readonly filters: readonly string[];
}

/** Virtual machines of one Azure subscription. */
export interface AzureHosts {
  /** Tells the sources apart. */
  readonly kind: "azure";
  /** Id of the tenant. */
  readonly tenantId: string;
  /** Id of the subscription. */
  readonly subscriptionId: string;
  /** Id of the application with which Boundary reads the inventory. */
  readonly clientId: string;
  /** Filter in the syntax of Azure Resource Manager. */
  readonly filter: string;
}

/** Instances of one zone of a Google Cloud project. */
export interface GcpHosts {
  /** Tells the sources apart. */
  readonly kind: "gcp";
  /** Id of the project. */
  readonly project: string;
  /** Zone of the instances. */
  readonly zone: string;
  /** Filters in the syntax of Compute Engine. */
  readonly filters: readonly string[];
}

/** Where Boundary finds a target's addresses. */
export type Hosts = StaticHosts | AwsHosts | AzureHosts | GcpHosts;

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

const PLUGINS = {
  aws: ({ region, roleArn, filters }: AwsHosts) => ({
    attributes: { disable_credential_rotation: true, region, role_arn: roleArn },
    filter: { filters },
  }),
  azure: ({ tenantId, subscriptionId, clientId, filter }: AzureHosts) => ({
    attributes: {
      client_id: clientId,
      disable_credential_rotation: true,
      subscription_id: subscriptionId,
      tenant_id: tenantId,
    },
    filter: { filter },
  }),
  gcp: ({ project, zone, filters }: GcpHosts) => ({
    attributes: { disable_credential_rotation: true, project_id: project, zone },
    filter: { filters },
  }),
};
