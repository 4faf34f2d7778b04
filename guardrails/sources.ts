/** The basis of a rule: a public document, or a page of this repository with a measurement. */
export interface Source {
  readonly title: string;
  /** An https address, or a path from the root of this repository, with an anchor where there is one. */
  readonly link: string;
}

const HASHICORP = "https://developer.hashicorp.com";

/** A page of Vault's documentation, such as `docs/concepts/policies`. */
export const vault = (page: string, title: string): Source => ({
  title: `Vault: ${title}`,
  link: `${HASHICORP}/vault/${page}`,
});

/** A page of Boundary's documentation, such as `domain-model/targets`. */
export const boundary = (page: string, title: string): Source => ({
  title: `Boundary: ${title}`,
  link: `${HASHICORP}/boundary/docs/${page}`,
});

/** A page about Terraform's language, such as `manage-sensitive-data`. */
export const terraform = (page: string, title: string): Source => ({
  title: `Terraform: ${title}`,
  link: `${HASHICORP}/terraform/language/${page}`,
});

/** A practice for break-glass accounts; this project implements all seven. */
export const breakGlassPractice = (practice: string): Source => ({
  title: `Maniak, Building a Break Glass Solution with HashiCorp Boundary + Vault: ${practice}`,
  link: "https://maniak.io/building-a-break-glass-solution-with-hashicorp-boundary-vault",
});

/** A control of NIST's catalog, such as `AC-5`. */
export const nistControl = (control: string, title: string): Source => ({
  title: `NIST SP 800-53, ${control}: ${title}`,
  link: "https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final",
});

/** A page of another product's manual. */
export const manual = (title: string, link: string): Source => ({ title, link });

/** A section of this project's measurements, by its heading. */
export const measured = (heading: string): Source => ({
  title: `measured: ${heading}`,
  link: `docs/measurements.md#${anchorOf(heading)}`,
});

/** The anchor that GitHub gives a heading. */
export const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");
