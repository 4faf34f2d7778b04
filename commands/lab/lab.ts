import type { CommandGroup } from "../command";
import { LAB_VARIABLES } from "./lab-variables";

export const LAB: CommandGroup = {
  name: "lab",
  summary: "real servers on this machine, with the lab environment on them",
  description: `Real servers on this machine: Vault, Boundary and two PostgreSQL servers, on 127.0.0.1.
Only one command at a time works in a lab. A second one is refused, but \`down\` ends the first.`,
  usual: "drill",
  variables: LAB_VARIABLES,
  commands: [
    { name: "up", summary: "start the servers", load: () => require("./up").up },
    {
      name: "deploy",
      summary: "start the servers, and apply the lab environment",
      load: () => require("./deploy").deploy,
    },
    {
      name: "drill",
      summary: "deploy, then practice an emergency",
      load: () => require("./drill").drill,
    },
    {
      name: "plan",
      summary: "show what a further apply would change",
      load: () => require("./plan").plan,
    },
    {
      name: "status",
      summary: "show what runs, and where",
      load: () => require("./status").status,
    },
    {
      name: "down",
      summary: "end every process and remove every file",
      load: () => require("./down").down,
    },
  ],
};
