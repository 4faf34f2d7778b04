import type * as z from "zod";

/** What the configuration knows of a kind of target: its name, and its keys in the YAML. */
export interface TargetKind<
  Target extends z.ZodRawShape = z.ZodRawShape,
  Access extends z.ZodRawShape = z.ZodRawShape,
> {
  /** The value of `kind` in the YAML. */
  readonly kind: string;
  /** Keys of a target, beside those that every target has. */
  readonly targetShape: Target;
  /** Keys of a profile's access, beside `kind` and `target`. */
  readonly accessShape: Access;
}

/** Every kind that an environment may use. There is at least one. */
export type TargetKinds = readonly [TargetKind, ...TargetKind[]];
