import { App, type AppConfig } from "cdktf";
import type { Loaded } from "../config/load";
import { BoundaryBootstrapStack } from "./boundary-bootstrap-stack";
import { BreakGlassStack } from "./break-glass-stack";
import type { EnvironmentStack } from "./environment-stack";
import { FoundationStack } from "./foundation-stack";

/** One environment and its stacks, in the order of their applies. */
export interface Built {
  readonly app: App;
  readonly stacks: ReadonlyMap<string, readonly EnvironmentStack[]>;
}

/** Terraform's JSON of each stack, by the environment's name and the stack's. */
export function jsonOf({ stacks }: Built): ReadonlyMap<string, Readonly<Record<string, Record<string, unknown>>>> {
  const jsonOfAll = (list: readonly EnvironmentStack[]) =>
    Object.fromEntries(list.map((stack) => [stack.node.id, stack.toTerraform()]));
  return new Map([...stacks].map(([environment, list]) => [environment, jsonOfAll(list)]));
}

/** Builds the stacks of every loaded environment. Writes nothing. */
export function buildApp(loaded: Loaded, options: { readonly bootstrap: boolean }, config: AppConfig = {}): Built {
  // `synthesize` runs the validations of all stacks before it writes the first one.
  const app = new App({ ...config, skipValidation: true });
  const stacks = new Map<string, EnvironmentStack[]>();
  for (const { environment } of loaded.environments) {
    const foundation = new FoundationStack(app, environment, loaded.asOf);
    const bootstrap = options.bootstrap ? [new BoundaryBootstrapStack(app, environment, loaded.asOf)] : [];
    const breakGlass = new BreakGlassStack(app, environment, loaded.asOf);
    stacks.set(environment.environment, [foundation, ...bootstrap, breakGlass]);
  }
  return { app, stacks };
}
