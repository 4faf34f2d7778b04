import { BoundaryProvider } from "@cdktf/provider-boundary/lib/provider";
import { DataVaultAuthBackend } from "@cdktf/provider-vault/lib/data-vault-auth-backend";
import { DataVaultGenericSecret } from "@cdktf/provider-vault/lib/data-vault-generic-secret";
import { Fn, TerraformOutput, TerraformResource, TerraformVariable, Token } from "cdktf";
import type { Construct } from "constructs";
import type { Environment } from "../config/schema";
import { BreakGlass } from "../constructs/break-glass";
import type { FoundationReferences } from "../constructs/break-glass/foundation-references";
import { ENGINES } from "../constructs/engines";
import { accessesOf } from "../model/accesses";
import { MOUNTS, PIPELINE } from "../model/names";
import { EnvironmentStack } from "./environment-stack";

/**
 * The number of configurations of Boundary's provider. Each sends Boundary at most five requests per second
 * (docs/adr/0012). The number never goes down: a resource in state names its configuration, and Terraform cannot plan
 * without it.
 */
const BOUNDARY_PROVIDERS = 4;

/** Chooses the provider of each Boundary resource by the resource's own address, so that other resources do not change it. */
function spread(breakGlass: BreakGlass, providers: readonly BoundaryProvider[]): void {
  for (const resource of breakGlass.node.findAll()) {
    if (!TerraformResource.isTerraformResource(resource)) continue;
    if (!resource.terraformResourceType.startsWith("boundary_")) continue;
    resource.provider = providers[Number.parseInt(resource.node.addr.slice(-8), 16) % providers.length];
  }
}

/**
 * `<env>-break-glass`: people, profiles, credentials and Boundary in one plan, applied by the pipeline
 * with the policy that the foundation gave it. One stack, so that no secret crosses stacks.
 */
export class BreakGlassStack extends EnvironmentStack {
  constructor(scope: Construct, environment: Environment, asOf: string) {
    super(scope, `${environment.environment}-break-glass`, environment, asOf);
    this.vaultProvider(environment);
    const boundary = this.boundaryProviders(environment);
    const breakGlass = new BreakGlass(this, "break-glass", { environment, foundation: this.foundation(environment) });
    spread(breakGlass, boundary);
    new TerraformOutput(this, "boundary_login", {
      value: breakGlass.authMethodId,
      description: "Auth method for people: boundary authenticate oidc -auth-method-id <this>.",
    });
    const accesses = accessesOf(environment);
    for (const { kind, output } of ENGINES) {
      const own = accesses.filter(({ accessConfig }) => accessConfig.kind === kind);
      if (output === undefined || own.length === 0) continue;
      new TerraformOutput(this, output.name, { value: output.valueOf(own), description: output.description });
    }
  }

  /** Each logs in as the pipeline's account; their CA comes from BOUNDARY_CACERT. */
  private boundaryProviders({ boundary }: Environment): BoundaryProvider[] {
    const method = new TerraformVariable(this, "boundary_auth_method_id", {
      type: "string",
      nullable: false,
      description: "Id of the password auth method of the pipeline's account.",
    });
    const password = new TerraformVariable(this, "boundary_password", {
      type: "string",
      nullable: false,
      sensitive: true,
      description: "Password of the pipeline's account. Terraform never stores it.",
    });
    password.addOverride("ephemeral", true);
    return Array.from({ length: BOUNDARY_PROVIDERS }, (_, index) => {
      // The first has no alias, because state named it so before there were more.
      const alias = index === 0 ? undefined : `boundary_${index}`;
      return new BoundaryProvider(this, alias ?? "boundary", {
        alias,
        addr: boundary.address,
        authMethodId: method.stringValue,
        authMethodLoginName: PIPELINE,
        authMethodPassword: password.stringValue,
      });
    });
  }

  /** The foundation's objects, read from Vault. The pipeline must not read the foundation's state. */
  private foundation({ vault }: Environment): FoundationReferences {
    const accessor = (path: string) => new DataVaultAuthBackend(this, `mount-${path}`, { path }).accessor;
    const accessors = {
      staff: accessor(MOUNTS.staff),
      approvals: accessor(MOUNTS.approvals),
      operations: accessor(MOUNTS.operations),
      breakGlass: accessor(MOUNTS.breakGlass),
    };
    if (vault.mfa.kind !== "totp") return { accessors, totpMethodId: undefined };
    const path = `identity/mfa/login-enforcement/${MOUNTS.breakGlass}`;
    const enforcement = new DataVaultGenericSecret(this, "mfa", { path });
    const methodIds = Fn.lookup(Fn.jsondecode(enforcement.dataJson), "mfa_method_ids", []);
    return { accessors, totpMethodId: Token.asString(Fn.element(methodIds, 0)) };
  }
}
