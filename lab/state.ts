import type { LabFolder } from "./folder";
import type { LabTargetsState } from "./targets/lab-targets";

const FILE = "lab.json";

/** Ports of the lab's own servers, where nobody else has them. */
export const USUAL_PORTS = {
  vault: 8200,
  vaultCluster: 8201,
  boundaryApi: 9200,
  boundaryCluster: 9201,
  boundaryProxy: 9202,
  boundaryOps: 9203,
  boundaryDatabase: 5433,
} as const;
export type PortName = keyof typeof USUAL_PORTS;

/** What a lab is: kept in `lab.json`, so that another run finds it. It has passwords, so its mode is 0600. */
export interface LabState extends LabTargetsState {
  readonly ports: Readonly<Record<PortName, number>>;
  /** Of the superuser of Boundary's database. */
  readonly databasePassword: string;
  /** Of the pipeline's account in Boundary. */
  readonly pipelinePassword: string;
  /** Passwords of the everyday logins, by person. */
  readonly staffPasswords: Readonly<Record<string, string>>;
  /** Absent until the pipeline's account is made. */
  readonly boundaryAuthMethodId?: string;
}

/** Whether the lab was prepared before. */
export const hasState = (folder: LabFolder) => folder.has(FILE);

export const readState = (folder: LabFolder): LabState => JSON.parse(folder.read(FILE));

export const writeState = (folder: LabFolder, state: LabState) => folder.write(FILE, JSON.stringify(state));
