import { spawnSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MissingTerraform, terraformProgram } from "../../operations/clients/terraform-program";
import { ENVIRONMENTS } from "../sample";
import { temporaryFolder } from "../temporary-folder";

/** A PATH with one program. */
function pathWith(name: string): { PATH: string; program: string } {
  const folder = temporaryFolder();
  const program = join(folder, name);
  writeFileSync(program, "#!/bin/sh\n");
  chmodSync(program, 0o700);
  return { PATH: folder, program };
}

test("terraform, and what TERRAFORM_BINARY_NAME names instead, are found on PATH or by their path", () => {
  const [terraform, tofu] = [pathWith("terraform"), pathWith("tofu")];
  expect(terraformProgram({ PATH: terraform.PATH })).toBe(terraform.program);
  expect(terraformProgram({ PATH: terraform.PATH, TERRAFORM_BINARY_NAME: "" })).toBe(terraform.program);
  expect(terraformProgram({ PATH: tofu.PATH, TERRAFORM_BINARY_NAME: "tofu" })).toBe(tofu.program);
  expect(terraformProgram({ PATH: terraform.PATH, TERRAFORM_BINARY_NAME: tofu.program })).toBe(tofu.program);
});

test.each([
  [{}, /^terraform is missing\. .*brew install hashicorp\/tap\/terraform/],
  [{ TERRAFORM_BINARY_NAME: "tofu" }, /^tofu, which TERRAFORM_BINARY_NAME names, is missing\. .*brew install opentofu/],
  [
    { TERRAFORM_BINARY_NAME: "/opt/tf" },
    /^\/opt\/tf, which TERRAFORM_BINARY_NAME names, is missing\. .*unset the variable/,
  ],
])("%j: what is missing has a name, and a way to get it", (variables, message) => {
  const { PATH } = pathWith("something-else");
  expect(() => terraformProgram({ PATH, ...variables })).toThrow(MissingTerraform);
  expect(() => terraformProgram({ PATH, ...variables })).toThrow(message);
});

test("the cdktf app says so before cdktf starts it; without the variable it needs no Terraform", () => {
  const app = (env: NodeJS.ProcessEnv) =>
    spawnSync(process.execPath, ["commands/launch.js", "main.ts"], {
      cwd: join(__dirname, "..", ".."),
      encoding: "utf8",
      // cdktf gives its app the context.
      env: {
        ENVIRONMENTS_DIR: ENVIRONMENTS,
        ENVIRONMENT: "dev",
        CDKTF_OUTDIR: temporaryFolder(),
        PATH: "",
        CDKTF_CONTEXT_JSON: "{}",
        ...env,
      },
    });
  expect(app({})).toMatchObject({ status: 0, stderr: "" });
  const { status, stderr } = app({ TERRAFORM_BINARY_NAME: "tofu" });
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringMatching(/^tofu, which TERRAFORM_BINARY_NAME names, is missing\. .*\n$/),
  });
});
