/** Everybody whose blocks a test runs: `<!-- run: NAME -->` names one of them. `pages.live.ts` is their shell. */
export const RUNNERS = [
  "a newcomer, in a fresh clone",
  "the holders of the keys",
  "the holders of the keys, when the CA has signed",
  "the holders of the keys, on a controller",
  "the holders of the recovery KMS",
  "the pipeline",
  "the service of Vault Agent",
  "the superuser of PostgreSQL",
  "the administrator of MariaDB's machine",
  "the administrator of MariaDB",
  "the administrator of a server",
  "jonas-weber",
  "an operator",
  "a responder",
] as const;

export type Runner = (typeof RUNNERS)[number];
