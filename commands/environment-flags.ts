import { isMoment } from "../config/values";
import type { Flags } from "./command";

/** Flags of every command that reads the environment files. */
export const ENVIRONMENT_FLAGS = {
  environment: {
    value: "NAME",
    summary: "only this environment, instead of all but lab",
    variable: "ENVIRONMENT",
  },
  environments: {
    value: "DIR",
    summary: "folder of the environment files",
    variable: "ENVIRONMENTS_DIR",
    fallback: "environments",
  },
} as const satisfies Flags;

/** The folder where a drill writes its record, and where other commands look for the last one. */
export const DRILLS_FLAG = {
  value: "DIR",
  summary: "folder of the drills' records",
  variable: "DRILLS_DIR",
  fallback: "drills",
} as const;

/** The moment that decides expiry, reviews and drills. */
export const AS_OF_FLAG = {
  value: "MOMENT",
  summary: "decides expiry, reviews and drills; without it the date in environments/AS_OF.sample, else now",
  variable: "AS_OF",
  allowed: { text: "a date such as 2026-11-23 or a UTC time such as 2026-11-23T03:00:00Z", test: isMoment },
} as const;
