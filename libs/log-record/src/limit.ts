/** A record's largest encoded size in bytes; a longer one is cut field by field with a visible marker. */
export const MAX_RECORD_BYTES = 256 * 1024;

/** Most drop ranges in one record; the rest follow in the next. */
export const MAX_DROP_RANGES = 200;
