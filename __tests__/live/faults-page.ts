interface Fault {
  readonly fault: string;
  /** Of audit entries and of access state. */
  readonly lost: string;
  /** What access remains, and until when. */
  readonly remains: string;
}

/** What is broken on purpose. Each has a test of this name, which measures what stands here. */
export const FAULTS = {
  "vault-killed": {
    fault: "kill -9 of Vault while a session runs, restart and unseal",
    lost: "nothing: tokens, leases and entities are in raft; entries of both audit files stay, and go on",
    remains:
      "the session runs on; no login, approval or new credential until Vault is unsealed; then `end` works as ever",
  },
  "boundary-killed": {
    fault: "kill -9 of Boundary (controller and worker) while a session runs, and restart",
    lost: "the connection; the session's record stays",
    remains:
      "the database user, until Vault's lease ends, or `end`; nobody reaches the target through Boundary while it is down",
  },
  "boundary-database-killed": {
    fault: "kill -9 of Boundary's database while a session runs, and restart",
    lost: "nothing; the session's connection runs on in the worker",
    remains:
      "what was open; no new session until the database is back and the worker reported to it, without a restart of Boundary",
  },
  "target-killed": {
    fault: "kill -9 of the target database while a session runs, and restart",
    lost: "the connection, as for every user of that database",
    remains: "the database user, until its lease ends, or `end`",
  },
  "target-down-at-the-end": {
    fault: "`end` while the target database is down",
    lost: "nothing; the step that failed is named, with exit code 4",
    remains:
      "a user whom nobody can use; Vault tries again by itself and drops him when the database is back (measured, nobody did anything)",
  },
  "boundary-down-at-the-end": {
    fault: "`end` while Boundary is down",
    lost: "nothing; Vault's side is done, the rest is named with times and exit code 4",
    remains: "tokens of Boundary until their own end; without Boundary they open nothing; `end` again when it is up",
  },
  "vault-sealed": {
    fault: "Vault is sealed while a session runs",
    lost: "nothing",
    remains:
      "the session, until its limit or until an operator who is in Boundary cancels it; no new session gets credentials",
  },
  "one-audit-disk-full": {
    fault: "the disk below one audit file is full",
    lost: "that file's entries meanwhile; the other device has them all",
    remains: "everything; Vault's log names the loss (`failed to audit`)",
  },
  "every-audit-disk-full": {
    fault: "the disks below all audit files are full",
    lost: "nothing: what cannot be recorded is not done",
    remains:
      "running sessions; Vault answers 500 to everything, disabling audit included, and works by itself when there is room",
  },
  "audit-device-blocks": {
    fault: "an audit device blocks (a pipe that nobody reads, beside a healthy file)",
    lost: "nothing",
    remains:
      "running sessions; Vault answers nobody until the pipe is read. Never declare a pipe: the configuration says so",
  },
  "clock-off": {
    fault: "the responder's clock is a minute off",
    lost: "nothing",
    remains: "half a minute off is accepted; a minute is refused like a wrong code",
  },
  "two-applies": {
    fault: "two applies of the break-glass stack at once",
    lost: "nothing: the second is refused by the state's lock",
    remains: "what the first declares",
  },
  "apply-killed": {
    fault: "an apply is broken off half-way (Ctrl-C, or a runner that ends its job), and resumed",
    lost: "nothing of what was made: Terraform writes the state before it ends. A mount that was just being made may be in Vault and not in the state; the next apply names it as existing: `terraform import` it. (After kill -9 that is so for up to ten objects of any type.)",
    remains: "what was there; the next apply completes it, and the plan after it is empty",
  },
} as const satisfies Record<string, Fault>;
export type FaultId = keyof typeof FAULTS;

/** `docs/faults.md`. */
export function faultsPage(): string {
  return [
    "# What was broken on purpose",
    "",
    "Each is a test of `npm run test:live -- faults` against the lab's real servers, under the same name.",
    "",
    "| fault | what is lost | what access remains, and until when |",
    "| --- | --- | --- |",
    ...Object.entries(FAULTS).map(([id, { fault, lost, remains }]) => `| \`${id}\`: ${fault} | ${lost} | ${remains} |`),
    "",
  ].join("\n");
}
