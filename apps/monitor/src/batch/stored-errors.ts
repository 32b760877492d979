/**
 * Which errors are in the database already. An error comes by two topics, and the copy that comes second need not be read: the store implements
 * this, so that ingest need not know the store.
 */
export abstract class StoredErrors {
  /**
   * @param id the 16 bytes of a record's id
   * @returns true only when an error of this id is committed; false says nothing
   */
  abstract isStored(id: Uint8Array): boolean;
}

/** For who reads messages without a store. */
export const NOTHING_STORED: StoredErrors = { isStored: () => false };
