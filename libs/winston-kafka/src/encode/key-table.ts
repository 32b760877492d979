import { cutText, quote } from './quote.js';
import { type Redaction } from './redaction.js';

const MAX_KEYS = 2_000;
const MAX_KEY_LENGTH = 256;

/** What a member of a log call means for the record; everything else is an attribute. */
export type Role =
  | 'skip'
  | 'timestamp'
  | 'stack'
  | 'cause'
  | 'error'
  | 'service'
  | 'logger'
  | 'requestId'
  | 'userId'
  | 'traceId'
  | 'spanId';

const ROLES: ReadonlyMap<string, Role> = new Map([
  ['level', 'skip'],
  ['message', 'skip'],
  ['timestamp', 'timestamp'],
  ['stack', 'stack'],
  ['cause', 'cause'],
  ['err', 'error'],
  ['error', 'error'],
  ['service', 'service'],
  ['logger', 'logger'],
  ['context', 'logger'],
  ['label', 'logger'],
  ['requestId', 'requestId'],
  ['userId', 'userId'],
  ['traceId', 'traceId'],
  ['trace_id', 'traceId'],
  ['spanId', 'spanId'],
  ['span_id', 'spanId'],
]);

/** What has to be known about a member's name, worked out once per name. */
export interface KeyEntry {
  readonly key: string;
  /** `"name":` for the first member of an object. */
  readonly first: string;
  /** `,"name":` for the others. */
  readonly next: string;
  readonly secret: boolean;
  /** Its meaning at the top of a log call. */
  readonly role: Role | undefined;
}

/** Remembers names seen before. Bounded: services that log ids as keys must not fill the memory. */
export class KeyTable {
  private readonly entries = new Map<string, KeyEntry>();

  constructor(private readonly redaction: Redaction | undefined) {}

  of(key: string): KeyEntry {
    const known = this.entries.get(key);
    if (known !== undefined) return known;
    const shown = cutText(key, MAX_KEY_LENGTH);
    const entry: KeyEntry = {
      key,
      first: `${quote(shown)}:`,
      next: `,${quote(shown)}:`,
      secret: this.redaction?.hidesKey(shown) ?? false,
      role: ROLES.get(key),
    };
    if (this.entries.size >= MAX_KEYS) this.entries.clear();
    if (key.length <= MAX_KEY_LENGTH) this.entries.set(key, entry);
    return entry;
  }
}
