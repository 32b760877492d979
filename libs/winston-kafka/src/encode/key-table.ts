import { cutText, quote } from './quote.js';
import { type Redaction } from './redaction.js';

const MAX_KEYS = 2_000;
const MAX_KEY_LENGTH = 256;

/** What has to be known about a member's name, worked out once per name. */
export interface KeyEntry {
  /** `"name":` ready for the record. */
  readonly json: string;
  readonly secret: boolean;
}

/** Remembers names seen before. Bounded: services that log ids as keys must not fill the memory. */
export class KeyTable {
  private readonly entries = new Map<string, KeyEntry>();

  constructor(private readonly redaction: Redaction | undefined) {}

  of(key: string): KeyEntry {
    const known = this.entries.get(key);
    if (known !== undefined) return known;
    const shown = cutText(key, MAX_KEY_LENGTH);
    const entry: KeyEntry = { json: `${quote(shown)}:`, secret: this.redaction?.hidesKey(shown) ?? false };
    if (this.entries.size >= MAX_KEYS) this.entries.clear();
    if (key.length <= MAX_KEY_LENGTH) this.entries.set(key, entry);
    return entry;
  }
}
