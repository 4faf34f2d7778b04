/**
 * Terraform's state backends (Terraform 1.11), in Terraform's own argument names.
 *
 * `stack` is the argument that must differ between stacks: the project sets it, from `prefix` where
 * the YAML has one. `secrets` are refused in the YAML: Terraform reads them from `environment`.
 * `swift` is missing on purpose: cdktf still has it, Terraform removed it in 1.3.
 *
 * @see https://developer.hashicorp.com/terraform/language/backend
 */
interface Backend {
  /** The argument that the project sets for each stack. */
  readonly stack: string;
  /** Makes the value of that argument from the stack's name. */
  readonly stackValue?: (prefix: string, stack: string) => string;
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly secrets: readonly string[];
  /** The environment variables for the secrets. */
  readonly environment: string;
}

const words = (list: string) => list.trim().split(/\s+/);
const stateFile = (prefix: string, stack: string) => `${prefix}${stack}.tfstate`;

export const BACKENDS = {
  azurerm: {
    stack: "key",
    required: words("storage_account_name container_name"),
    optional: words(`environment metadata_host snapshot subscription_id tenant_id resource_group_name
      client_id client_certificate_path use_msi msi_endpoint use_oidc oidc_token_file_path oidc_request_url
      use_azuread_auth use_cli lookup_blob_endpoint ado_pipeline_service_connection_id`),
    secrets: words(`access_key sas_token client_secret client_certificate client_certificate_password oidc_token
      oidc_request_token`),
    environment: "ARM_ACCESS_KEY, ARM_SAS_TOKEN, ARM_CLIENT_SECRET, …",
  },
  cloud: {
    stack: "workspaces",
    required: words("organization"),
    optional: words("hostname"),
    secrets: words("token"),
    environment: "TF_TOKEN_app_terraform_io",
  },
  consul: {
    stack: "path",
    required: [],
    optional: words("address scheme datacenter gzip lock ca_file cert_file key_file"),
    secrets: words("access_token http_auth"),
    environment: "CONSUL_HTTP_TOKEN, CONSUL_HTTP_AUTH",
  },
  cos: {
    stack: "key",
    required: words("bucket"),
    optional: words("region encrypt acl accelerate endpoint domain assume_role"),
    secrets: words("secret_id secret_key security_token"),
    environment: "TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY",
  },
  gcs: {
    stack: "prefix",
    stackValue: (prefix, stack) => `${prefix}${stack}`,
    required: words("bucket"),
    optional: words(`impersonate_service_account impersonate_service_account_delegates kms_encryption_key
      storage_custom_endpoint`),
    secrets: words("credentials access_token encryption_key"),
    environment: "GOOGLE_CREDENTIALS, GOOGLE_ENCRYPTION_KEY",
  },
  http: {
    stack: "address",
    stackValue: (prefix, stack) => `${prefix}${stack}`,
    required: [],
    optional: words(`update_method lock_method unlock_method skip_cert_verification retry_max retry_wait_min
      retry_wait_max client_certificate_pem client_ca_certificate_pem`),
    secrets: words("username password client_private_key_pem"),
    environment: "TF_HTTP_USERNAME, TF_HTTP_PASSWORD, TF_HTTP_CLIENT_PRIVATE_KEY_PEM",
  },
  local: {
    stack: "path",
    required: [],
    optional: words("workspace_dir"),
    secrets: [],
    environment: "none",
  },
  oss: {
    stack: "key",
    required: words("bucket"),
    optional: words(`ecs_role_name region endpoint tablestore_endpoint tablestore_table
      tablestore_instance_name sts_endpoint encrypt acl shared_credentials_file profile assume_role
      assume_role_with_oidc`),
    secrets: words("access_key secret_key security_token"),
    environment: "ALICLOUD_ACCESS_KEY, ALICLOUD_SECRET_KEY",
  },
  pg: {
    stack: "schema_name",
    stackValue: (prefix, stack) => `${prefix}${stack}`.replaceAll("-", "_"),
    required: [],
    optional: words("skip_schema_creation skip_table_creation skip_index_creation"),
    secrets: words("conn_str"),
    environment: "PG_CONN_STR",
  },
  remote: {
    stack: "workspaces",
    required: words("organization"),
    optional: words("hostname"),
    secrets: words("token"),
    environment: "TF_TOKEN_app_terraform_io",
  },
  s3: {
    stack: "key",
    required: words("bucket region"),
    optional: words(`use_lockfile dynamodb_table encrypt kms_key_id acl profile allowed_account_ids
      forbidden_account_ids custom_ca_bundle ec2_metadata_service_endpoint ec2_metadata_service_endpoint_mode
      http_proxy https_proxy insecure no_proxy max_retries retry_mode shared_config_files
      shared_credentials_files skip_credentials_validation skip_metadata_api_check skip_region_validation
      skip_requesting_account_id skip_s3_checksum sts_region use_dualstack_endpoint use_fips_endpoint
      use_path_style workspace_key_prefix endpoints assume_role assume_role_with_web_identity`),
    secrets: words("access_key secret_key token sse_customer_key"),
    environment: "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SSE_CUSTOMER_KEY",
  },
} as const satisfies Record<string, Backend>;

export type BackendKind = keyof typeof BACKENDS;

/** The backend of one environment, as in the YAML. */
export interface BackendConfig {
  readonly kind: BackendKind;
  /** Prefix of the stack's name in the state's address, such as `break-glass/`. @default "" */
  readonly prefix?: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** The arguments of the `backend` block of one stack: the YAML's, and the state's own address. */
export function backendArguments(config: BackendConfig, stack: string): Record<string, unknown> {
  const backend: Backend = BACKENDS[config.kind];
  const prefix = config.prefix ?? "";
  if (backend.stack === "workspaces") {
    return { ...config.arguments, workspaces: { name: `${prefix}${stack}` } };
  }
  const value = (backend.stackValue ?? stateFile)(prefix, stack);
  const lock = config.kind === "http" ? { lock_address: `${value}/lock`, unlock_address: `${value}/lock` } : {};
  return { ...config.arguments, ...lock, [backend.stack]: value };
}
