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
  /** By the keys of rules: of a million errors few are different. */
  readonly #ruled = new Map<string, Regrouped>();

  constructor(private readonly rules: UsableRules) {}

  of({ input, isWhole, fingerprint }: StoredError): Regrouped {
    const ruled = this.rules.keyOf(input);
    if (ruled !== undefined) return this.#remembered(ruled.key, ruled.rule);
    // What a service brought beyond the limit stays where it is: it was too many once, and would be again.
    const hash = !isWhole && fingerprint !== null ? fingerprint : fingerprintOf(input).hash.toString();
    return { hash, rule: null, text: null };
  }

  #remembered(key: string, rule: string): Regrouped {
    let regrouped = this.#ruled.get(key);
    if (regrouped === undefined) {
      if (this.#ruled.size >= MOST_REMEMBERED) this.#ruled.clear();
      this.#ruled.set(key, (regrouped = { ...this.rules.read(key), rule }));
    }
    return regrouped;
  }
}
