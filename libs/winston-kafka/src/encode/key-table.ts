import { cutText, quote } from './quote.js';
import type { Redaction } from './redaction.js';

const MAX_KEYS = 2_000;
const MAX_KEY_LENGTH = 256;

/** What a member of a log call means for the record; everything else is an attribute. */
export type Role =
  | 'skip'
  | 'timestamp'
  | 'stack'
  | 'cause'
  | 'error'
  | 'metadata'
  | 'service'
  | 'logger'
  | 'requestId'
  | 'userId'
  | 'traceId'
  | 'spanId'
  | 'dd';

const ROLES: ReadonlyMap<string, Role> = new Map([
  ['level', 'skip'],
  ['message', 'skip'],
  ['log.level', 'skip'],
  ['timestamp', 'timestamp'],
  ['@timestamp', 'timestamp'],
  ['stack', 'stack'],
  ['cause', 'cause'],
  ['err', 'error'],
  ['error', 'error'],
  ['metadata', 'metadata'],
  ['service', 'service'],
  ['service.name', 'service'],
  ['logger', 'logger'],
  ['context', 'logger'],
  ['label', 'logger'],
  ['log.logger', 'logger'],
  ['requestId', 'requestId'],
  ['userId', 'userId'],
  ['traceId', 'traceId'],
  ['trace_id', 'traceId'],
  ['trace.id', 'traceId'],
  ['logging.googleapis.com/trace', 'traceId'],
  ['spanId', 'spanId'],
  ['span_id', 'spanId'],
  ['span.id', 'spanId'],
  ['logging.googleapis.com/spanId', 'spanId'],
  ['dd', 'dd'],
]);

/** What has to be known about a member's name, worked out once per name. */
export interface KeyEntry {
  readonly key: string;
  /** `"name":` for the first member of an object. */
  readonly first: string;
  /** `,"name":` for the others. */
  readonly next: string;
  /** The same two as UTF-8. */
  readonly firstBytes: Uint8Array;
  readonly nextBytes: Uint8Array;
  readonly secret: boolean;
  /** Its meaning at the top of a log call. */
  readonly role: Role | undefined;
  /** The name that came after this one the last time. */
  follower: KeyEntry | undefined;
}

/** Remembers names seen before. Bounded: services that log ids as keys must not fill the memory. */
export class KeyTable {
  readonly #entries = new Map<string, KeyEntry>();
  /** Stands before the first name of an object. */
  readonly start = entryOf('', false);

  constructor(private readonly redaction: Redaction | undefined) {}

  /**
   * The entry of a name that comes after another. Objects from one place of a program have the same names in the
   * same order: comparing with the last follower is cheaper than looking a name up.
   */
  after(previous: KeyEntry, key: string): KeyEntry {
    const { follower } = previous;
    if (follower !== undefined && follower.key === key) return follower;
    const entry = this.of(key);
    // Only what is in the table may be linked: a chain of others would have no end.
    if (key.length <= MAX_KEY_LENGTH) previous.follower = entry;
    return entry;
  }

  of(key: string): KeyEntry {
    return this.#entries.get(key) ?? this.#learn(key);
  }

  #learn(key: string): KeyEntry {
    const entry = entryOf(key, this.redaction?.hidesKey(cutText(key, MAX_KEY_LENGTH)) ?? false);
    if (key.length > MAX_KEY_LENGTH) return entry;
    if (this.#entries.size >= MAX_KEYS) this.#clear();
    this.#entries.set(key, entry);
    return entry;
  }

  #clear(): void {
    for (const entry of this.#entries.values()) entry.follower = undefined;
    this.start.follower = undefined;
    this.#entries.clear();
  }
}

function entryOf(key: string, secret: boolean): KeyEntry {
  const first = `${quote(cutText(key, MAX_KEY_LENGTH))}:`;
  const firstBytes = Buffer.from(first);
  const nextBytes = Buffer.from(`,${first}`);
  // Read back from bytes, a text is one piece; as joined above it stays a tree that each use would walk.
  return {
    key,
    first: firstBytes.toString(),
    next: nextBytes.toString(),
    firstBytes,
    nextBytes,
    secret,
    role: ROLES.get(key),
    follower: undefined,
  };
}
