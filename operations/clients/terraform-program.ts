import { UserError } from "../../config/user-error";
import { which } from "./which";

/** Says which program it is, with the versions that have ephemeral variables and write-only attributes. */
const INSTALL: Readonly<Record<string, string>> = {
  terraform:
    "macOS: brew install hashicorp/tap/terraform · Debian, Fedora: the packages of HashiCorp (terraform >= 1.11)",
  tofu: "macOS: brew install opentofu · Debian, Fedora: the packages of OpenTofu (tofu >= 1.11)",
};

/** Terraform, or what stands for it, is not on this machine. */
export class MissingTerraform extends UserError {
  constructor(name: string, isNamed: boolean) {
    const what = isNamed ? `${name}, which TERRAFORM_BINARY_NAME names, is missing` : `${name} is missing`;
    const remedy = [INSTALL[name], isNamed ? "Or unset the variable, to use terraform." : undefined];
    super([`${what}.`, ...remedy.filter((each) => each !== undefined)].join(" "));
  }
}

/**
 * Path of Terraform, or of the program that TERRAFORM_BINARY_NAME names: the same variable as cdktf's own.
 *
 * @throws MissingTerraform
 */
export function terraformProgram(environment: NodeJS.ProcessEnv): string {
  const named = environment["TERRAFORM_BINARY_NAME"] ?? "";
  const name = named === "" ? "terraform" : named;
  const path = which(name, [], environment);
  if (path === undefined) throw new MissingTerraform(name, named !== "");
  return path;
}
