import { fingerprintOf } from '@log-monitor/error-fingerprint';
import type { UsableRules } from '../../store/groups/compile-rules.js';
import type { StoredError } from './stored-errors.js';

/** By which fingerprint an error would be grouped. */
export interface Regrouped {
  hash: string;
  /** Name of the rule that decides; null: none. */
  rule: string | null;
  /** What the rule made of it; null: none decides. */
  text: string | null;
}

const MOST_REMEMBERED = 50_000;

/** Says by which fingerprint stored errors would be grouped: as ingest would, if they came now. */
export class Regrouper {
  /** Hashes in decimal by the keys of rules. */
  readonly #hashes = new Map<bigint, string>();

  constructor(private readonly rules: UsableRules) {}

  of({ input, isWhole, fingerprint }: StoredError): Regrouped {
    const ruled = this.rules.keyOf(input);
    if (ruled !== undefined) return { hash: this.#decimal(ruled.hash), rule: ruled.rule, text: ruled.text };
    // What a service brought beyond the limit stays where it is: it was too many once, and would be again.
    if (!isWhole && fingerprint !== null) return { hash: fingerprint, rule: null, text: null };
    return { hash: this.#decimal(fingerprintOf(input).hash), rule: null, text: null };
  }

  #decimal(hash: bigint): string {
    let text = this.#hashes.get(hash);
    if (text === undefined) {
      if (this.#hashes.size >= MOST_REMEMBERED) this.#hashes.clear();
      this.#hashes.set(hash, (text = hash.toString()));
    }
    return text;
  }
}
