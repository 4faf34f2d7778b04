import { Scope } from "@cdktf/provider-boundary/lib/scope";
import { Construct } from "constructs";

export interface ScopesProps {
  /** Name of the org. */
  readonly name: string;
  readonly description: string;
}

/** An org for break-glass with one project, and without the roles that Boundary makes by itself. */
export class Scopes extends Construct {
  readonly orgId: string;
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
