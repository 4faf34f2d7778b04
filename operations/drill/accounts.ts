import type { SecondFactor } from "../clients/second-factor";

/** The people of a drill: their second factors and passwords. */
export interface DrillAccounts {
  /** The origin of the accounts, for the record. */
  readonly origin: string;
  /** Everyday login of a person; absent where the drill has none. */
  readonly staffToken?: (person: string) => Promise<string>;
  factor(person: string, entity: string, mount?: string): Promise<SecondFactor>;
  /** Password of an approver's or operator's user. */
  password(entity: string): string;
}
