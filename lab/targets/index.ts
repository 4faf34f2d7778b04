import { application } from "./application";
import type { LabTargetKind } from "./lab-target";
import { mariadb } from "./mariadb";
import { postgres } from "./postgres";
import { rabbitmq } from "./rabbitmq";
import { sshd } from "./ssh";

/** Servers of the lab's targets, by the `kind` of the target. */
export const LAB_TARGETS: Readonly<Record<string, LabTargetKind>> = {
  postgres,
  mysql: mariadb,
  ssh: sshd,
  rabbitmq,
  kv: application,
};
