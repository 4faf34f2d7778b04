import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Document, parseDocument } from "yaml";
import { makeCertificates } from "./certificates";
import type { LabContext } from "./context";
import { writeEnvironment } from "./environment";
import type { Ports } from "./ports";
import { type LabState, type PortName, USUAL_PORTS, writeState } from "./state";
import { kindsOf, LabTargets } from "./targets/lab-targets";

/**
 * Makes a lab's folder with what the first start needs: certificates, ports, passwords, and the lab's copy of the
 * environment.
 *
 * @param change of a test to the environment
 */
export async function prepareLab(lab: LabContext, free: Ports, change: (document: Document) => void): Promise<void> {
  const { folder, project } = lab;
  folder.create();
  const { ca, server } = await makeCertificates(new Date());
  folder.write("ca.pem", ca.certificate);
  folder.write("ca.key", ca.key);
  folder.write("server.pem", server.certificate);
  folder.write("server.key", server.key);
  const document = parseDocument(readFileSync(join(project, "environments", "lab.yaml"), "utf8"));
  change(document);
  const people = Object.keys(document.toJS().people);
  const state: LabState = {
    ports: await pickPorts(free),
    databasePassword: secret(),
    pipelinePassword: secret(),
    staffPasswords: Object.fromEntries(people.map((person) => [person, secret()])),
    targetSecret: secret(),
    ...(await LabTargets.prepare(document, free)),
  };
  await new LabTargets(lab, kindsOf(document), state).configure(document, state);
  writeEnvironment(document, state, ca.certificate, folder);
  writeState(folder, state); // last: a lab that has it is complete
}

async function pickPorts(free: Ports): Promise<Record<PortName, number>> {
  const ports: Partial<Record<PortName, number>> = {};
  for (const name of Object.keys(USUAL_PORTS) as PortName[]) ports[name] = await free.pick(USUAL_PORTS[name]);
  return ports as Record<PortName, number>;
}

const secret = () => randomBytes(24).toString("base64url");
