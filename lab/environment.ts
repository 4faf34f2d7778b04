import { join } from "node:path";
import type { Document } from "yaml";
import { parseEnvironment } from "../config/parse";
import { ConfigurationError } from "../config/problems";
import type { Environment } from "../config/schema";
import { ENGINES } from "../constructs/engines";
import type { LabFolder } from "./folder";
import type { LabState } from "./state";

const FILE = join("environments", "lab.yaml");

/** Writes the lab's own copy of `environments/lab.yaml`, with its servers' addresses, ports and CA. */
export function writeEnvironment(document: Document, { ports }: LabState, ca: string, folder: LabFolder): void {
  folder.folder("environments");
  document.setIn(["vault", "address"], `https://127.0.0.1:${ports.vault}`);
  document.setIn(["vault", "caCertificate"], ca);
  document.setIn(["vault", "audit", 0, "filePath"], folder.at("vault-audit.log"));
  document.setIn(["vault", "audit", 1, "filePath"], folder.at("vault-audit-second.log"));
  document.setIn(["boundary", "address"], `https://127.0.0.1:${ports.boundaryApi}`);
  document.setIn(["backend", "prefix"], `${folder.folder("terraform-state")}/`);
  folder.write(FILE, document.toString());
}

/** @throws ConfigurationError where a test's change made the copy wrong */
export function readEnvironment(folder: LabFolder): Environment {
  const parsed = parseEnvironment(folder.at(FILE), folder.read(FILE), ENGINES);
  if ("problems" in parsed) throw new ConfigurationError(parsed.problems);
  return parsed.environment;
}
