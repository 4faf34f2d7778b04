import { run } from "../operations/clients/run";

/** Terraform in the folder of one synthesized stack. */
export class Terraform {
  private initialized = false;

  constructor(
    private readonly program: string,
    private readonly folder: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  private async run(args: readonly string[], accept: readonly number[] = [0]) {
    if (!this.initialized) {
      this.initialized = true;
      await this.run(["init", "-input=false", "-no-color"]);
    }
    return run(this.program, [...args], { cwd: this.folder, env: { ...this.env, TF_IN_AUTOMATION: "1" }, accept });
  }

  /** How a person would start it, for a test that breaks it off. */
  command(args: readonly string[]) {
    const env = { PATH: process.env["PATH"], HOME: process.env["HOME"], ...this.env, TF_IN_AUTOMATION: "1" };
    return { file: this.program, args, cwd: this.folder, env };
  }

  /** @throws ProgramFailed */
  async apply(): Promise<void> {
    await this.run(["apply", "-auto-approve", "-input=false", "-no-color"]);
  }

  /** What a plan would change, as Terraform's text; empty when nothing. */
  async plan(): Promise<string> {
    const result = await this.run(
      ["plan", "-detailed-exitcode", "-input=false", "-no-color", "-lock-timeout=30s"],
      [0, 2],
    );
    return result.code === 0 ? "" : result.stdout;
  }

  async destroy(): Promise<void> {
    await this.run(["destroy", "-auto-approve", "-input=false", "-no-color"]);
  }

  async outputs(): Promise<Record<string, unknown>> {
    const outputs: Record<string, { value: unknown }> = JSON.parse((await this.run(["output", "-json"])).stdout);
    return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
  }
}
