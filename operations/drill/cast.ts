/** The people of a drill, and its target. */
export interface DrillCast {
  readonly responder: string;
  readonly approver: string;
  readonly operator: string;
  readonly profile: string;
  readonly target: string;
}
