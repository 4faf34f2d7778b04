/** Everybody whose blocks are run (`<!-- run: NAME -->`), and the npm script that runs them. */
export const RUNNERS = {
  "a newcomer, in a fresh clone": "test:clone",
  "a user of the package": "test:consumer",
  "a reader of the API": "check:api",
  "the holders of the keys": "test:live",
  "the holders of the keys, when the CA has signed": "test:live",
  "the holders of the keys, on a controller": "test:live",
  "the holders of the keys, at the end": "test:live",
  "the holders of the recovery KMS": "test:live",
  "the pipeline": "test:live",
  "the pipeline, at the end": "test:live",
  "the service of Vault Agent": "test:live",
  "the superuser of PostgreSQL": "test:live",
  "the administrator of MariaDB's machine": "test:live",
  "the administrator of MariaDB": "test:live",
  "the administrator of a server": "test:live",
  "jonas-weber": "test:live",
  "an operator": "test:live",
  "a responder": "test:live",
} as const;

export type Runner = keyof typeof RUNNERS;
