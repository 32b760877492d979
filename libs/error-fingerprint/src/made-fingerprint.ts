/** What a fingerprint was made of. */
export interface FingerprintBasis {
  by: 'stack' | 'code' | 'message' | 'rule';
  /** One for a reader: `type + 3 frames + cause`. */
  summary: string;
  /** In the order of their weight, each with its name: `type TypeError`, `frame cityOf (profile)`. */
  parts: readonly string[];
}

/** A fingerprint without its title, which is each error's own. */
export interface MadeFingerprint {
  version: number;
  /** The key in 8 bytes, an int8 of PostgreSQL. */
  hash: bigint;
  /** Canonical text: equal keys are one problem. At most `MAX_KEY_LENGTH` characters. */
  key: string;
  /** Where it happened: `function (file)`, when a stack says it. */
  culprit: string | null;
  basis: FingerprintBasis;
}
