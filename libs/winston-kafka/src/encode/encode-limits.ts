/** How much of one record is written. Lengths are UTF-16 units, before escaping and UTF-8. */
export interface EncodeLimits {
  /** Longest text (message, stack, any value). */
  text: number;
  /** Longest sum of all texts and names. */
  total: number;
  /** Most values of all kinds; an object inside counts twice. */
  nodes: number;
  depth: number;
  /** Most members of one object, elements of one array. */
  members: number;
  /** Longest chain of causes, and most errors of an `AggregateError`. */
  errors: number;
}

/** What every record gets. */
export const USUAL_LIMITS: EncodeLimits = {
  text: 64 * 1024,
  total: 200 * 1024,
  nodes: 5_000,
  depth: 10,
  members: 1_000,
  errors: 10,
};

/**
 * Second try for a record that came out longer than a record may be: even if each unit became six bytes (`\u001f`),
 * the texts stay below the limit of 256 KiB.
 */
export const TIGHT_LIMITS: EncodeLimits = {
  text: 8 * 1024,
  total: 28 * 1024,
  nodes: 500,
  depth: 6,
  members: 100,
  errors: 4,
};
