/** Ids of the entities in Vault, by their names. */
export type EntityIds = ReadonlyMap<string, string>;
