import type * as z from "zod";

/** What the configuration knows of a kind of target: its name, and its keys in the YAML. */
export interface TargetKind<
  TargetShape extends z.ZodRawShape = z.ZodRawShape,
  AccessShape extends z.ZodRawShape = z.ZodRawShape,
> {
  /** The value of `kind` in the YAML. */
  readonly kind: string;
  /** Keys of a target, in addition to those that every target has. */
  readonly targetShape: TargetShape;
  /** Keys of a profile's access, in addition to `kind` and `target`. */
  readonly accessShape: AccessShape;
}

/** Every kind that an environment may use. There is at least one. */
export type TargetKinds = readonly [TargetKind, ...TargetKind[]];
