import type { Engine } from "./engine";
import { kubernetes } from "./kubernetes";
import { kv } from "./kv";
import { mongodb } from "./mongodb";
import { mssql } from "./mssql";
import { mysql } from "./mysql";
import { postgres } from "./postgres";
import { rabbitmq } from "./rabbitmq";
import { sshCertificates } from "./ssh";
import { tcp } from "./tcp";

/** Every kind of target, in the order of the documentation. */
export const ENGINES: readonly [Engine, ...Engine[]] = [
  postgres,
  mysql,
  mongodb,
  mssql,
  sshCertificates,
  rabbitmq,
  kubernetes,
  kv,
  tcp,
];
