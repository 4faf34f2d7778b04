import type { AccessConfig, Environment, TargetConfig } from "../config/schema";
import { credentialRole } from "./names";
import { type Responder, respondersOf } from "./responders";

/** One access: what one person may reach through one profile. Every name and limit of it is here. */
export interface Access extends Responder {
  /** Id of the target. */
  readonly target: string;
  readonly targetConfig: TargetConfig;
  /** What the profile says about this target. */
  readonly accessConfig: AccessConfig;
  /** Name of the credential role, unique in the environment. Names of dynamic users begin with it. */
  readonly roleName: string;
}

/**
 * Every access of an environment, in the order of the profiles, their responders and their targets. Whatever needs
 * the triple of person, profile and target reads it here.
 *
 * @throws Error on a target that is not declared, which validation refuses
 */
export function accessesOf(environment: Pick<Environment, "profiles" | "targets">): readonly Access[] {
  const targets = new Map(Object.entries(environment.targets));
  return respondersOf(environment).flatMap((responder) =>
    responder.profileConfig.access.map((accessConfig) => {
      const { target } = accessConfig;
      const targetConfig = targets.get(target);
      if (targetConfig === undefined) throw new Error(`there is no target ${target}; validation let it pass`);
      const roleName = credentialRole(responder.person, responder.profile, target);
      return { ...responder, target, targetConfig, accessConfig, roleName };
    }),
  );
}
