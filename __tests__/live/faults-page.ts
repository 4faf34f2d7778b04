interface Fault {
  readonly fault: string;
  /** Lost audit entries and lost state of access. */
  readonly lost: string;
  /** The access that remains, and until when. */
  readonly remains: string;
}

/** The faults that the tests inject. Each has a test of this name, which measures these claims. */
export const FAULTS = {
  "vault-killed": {
    fault: "kill -9 of Vault while a session runs, restart and unseal",
    lost: "nothing: tokens, leases and entities are in raft; both audit files keep their entries and continue",
    remains:
      "the session continues; no login, approval or new credential until Vault is unsealed; then `end` works as usual",
  },
  "boundary-killed": {
    fault: "kill -9 of Boundary (controller and worker) while a session runs, and restart",
    lost: "the connection; the session's record stays",
    remains: "the database user, until Vault's lease ends, or `end`; nobody reaches the target while Boundary is down",
  },
  "boundary-database-killed": {
    fault: "kill -9 of Boundary's database while a session runs, and restart",
    lost: "nothing; the session's connection continues in the worker",
    remains:
      "every open session; no new session until the database is back and the worker has reported; Boundary needs no restart",
  },
  "target-killed": {
    fault: "kill -9 of the target database while a session runs, and restart",
    lost: "the connection, as for every user of that database",
    remains: "the database user, until its lease ends, or `end`",
  },
  "target-down-at-the-end": {
    fault: "`end` while the target database is down",
    lost: "nothing; `end` names the failed step and exits with code 3",
    remains:
      "a user that nobody can use; Vault tries again and drops the user when the database is back (measured without any action)",
  },
  "boundary-down-at-the-end": {
    fault: "`end` while Boundary is down",
    lost: "nothing; Vault's side is ended; `end` names the rest with times and exits with code 3",
    remains:
      "Boundary's tokens until they expire; they open nothing while Boundary is down; run `end` again when it is up",
  },
  "vault-sealed": {
    fault: "Vault is sealed while a session runs",
    lost: "nothing",
    remains:
      "the session, until its limit or until an operator with a Boundary login cancels it; no new session gets credentials",
  },
  "one-audit-disk-full": {
    fault: "the disk below one audit file is full",
    lost: "that file's entries during the fault; the other device has all of them",
    remains: "everything; Vault's log names the loss (`failed to audit`)",
  },
  "every-audit-disk-full": {
    fault: "the disks below all audit files are full",
    lost: "nothing: Vault does nothing that it cannot record",
    remains:
      "running sessions; Vault answers 500 to everything, even to disabling audit, and recovers by itself when there is space",
  },
  "audit-device-blocks": {
    fault: "an audit device blocks (a pipe that nobody reads, next to a healthy file)",
    lost: "nothing",
    remains:
      "running sessions; Vault answers nobody until somebody reads the pipe. Never declare a pipe; the configuration says so",
  },
  "clock-off": {
    fault: "the responder's clock is a minute off",
    lost: "nothing",
    remains: "Vault accepts half a minute of difference; it refuses a minute like a wrong code",
  },
  "two-applies": {
    fault: "two applies of the break-glass stack at once",
    lost: "nothing: the state's lock refuses the second",
    remains: "everything that the first declares",
  },
  "apply-killed": {
    fault: "an apply is interrupted half-way (Ctrl-C, or a runner that ends its job), and resumed",
    lost: "no finished object: Terraform writes the state before it ends. An unfinished mount may be in Vault and not in the state. The next apply names it as existing; import it with `terraform import`. (After kill -9, this can happen to up to ten objects of any type.)",
    remains: "everything that existed; the next apply completes the rest, and the plan after it is empty",
  },
} as const satisfies Record<string, Fault>;
export type FaultId = keyof typeof FAULTS;

/** `docs/faults.md`. */
export function faultsPage(): string {
  return [
    "# Injected faults",
    "",
    "`npm run test:live -- faults` injects each fault into the lab's real servers, in a test of the same name.",
    "",
    "| fault | what is lost | what access remains, and until when |",
    "| --- | --- | --- |",
    ...Object.entries(FAULTS).map(([id, { fault, lost, remains }]) => `| \`${id}\`: ${fault} | ${lost} | ${remains} |`),
    "",
  ].join("\n");
}
