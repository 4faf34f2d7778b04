import { Scope } from "@cdktf/provider-boundary/lib/scope";
import { Construct } from "constructs";

export interface ScopesProps {
  /** Name of the org. The project's name is `<name>-targets`. */
  readonly name: string;
  /** Description of the org. */
  readonly description: string;
}

/**
 * An org for break-glass with one project, and without the roles that Boundary makes by itself.
 *
 * @example
 * ```ts
 * import { Scopes } from "vault-boundary-break-glass/constructs/boundary/scopes";
 *
 * new Scopes(stack, "scopes", { name: "break-glass-prod", description: "Emergency access to prod." });
 * ```
 */
export class Scopes extends Construct {
  /** Id of the org. */
  readonly orgId: string;
  /** Id of the project. */
  readonly projectId: string;

  constructor(scope: Construct, id: string, props: ScopesProps) {
    super(scope, id);
    const bare = { autoCreateAdminRole: false, autoCreateDefaultRole: false };
    const org = new Scope(this, "org", {
      scopeId: "global",
      name: props.name,
      description: props.description,
      ...bare,
    });
    const project = new Scope(this, "project", {
      scopeId: org.id,
      name: `${props.name}-targets`,
      description: "Emergency targets and their credentials.",
      ...bare,
    });
    this.orgId = org.id;
    this.projectId = project.id;
  }
}
