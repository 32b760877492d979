import { isUtf8 } from 'node:buffer';
import { SEVERITY } from '@log-monitor/log-record';
import type { TextColumn } from '../../../batch/log-columns.js';
import type { StoredErrors } from '../../../batch/stored-errors.js';
import { MAX_NAME } from '../value/sanitise.js';
import { JsonScanner } from './scan-json.js';
import { IsoTimeScanner } from './scan-iso-time.js';
import { scanUuidV7 } from './scan-uuid.js';

/** The members of a record, by number. Those up to `ATTRIBUTES` are kept as they lie in the message. */
export const MEMBER = {
  MESSAGE: 0,
  LOGGER: 1,
  REQUEST_ID: 2,
  USER_ID: 3,
  TRACE_ID: 4,
  SPAN_ID: 5,
  ATTRIBUTES: 6,
  ID: 7,
  TIMESTAMP: 8,
  LEVEL: 9,
  SERVICE: 10,
  HOST: 11,
  INSTANCE: 12,
  VERSION: 13,
  ENVIRONMENT: 14,
  V: 15,
  SEQ: 16,
  PID: 17,
  ERROR: 18,
} as const;

/** Members whose text may hold simple escapes; in the others they are left to the JSON reader. */
const LAST_ESCAPED = MEMBER.SPAN_ID;
const FIRST_NUMBER = MEMBER.V;
const MEMBER_COUNT = 19;

const NAMES: readonly [name: string, member: number][] = [
  ['message', MEMBER.MESSAGE],
  ['logger', MEMBER.LOGGER],
  ['requestId', MEMBER.REQUEST_ID],
  ['userId', MEMBER.USER_ID],
  ['traceId', MEMBER.TRACE_ID],
  ['spanId', MEMBER.SPAN_ID],
  ['attributes', MEMBER.ATTRIBUTES],
  ['id', MEMBER.ID],
  ['timestamp', MEMBER.TIMESTAMP],
  ['level', MEMBER.LEVEL],
  ['service', MEMBER.SERVICE],
  ['host', MEMBER.HOST],
  ['instance', MEMBER.INSTANCE],
  ['version', MEMBER.VERSION],
  ['environment', MEMBER.ENVIRONMENT],
  ['v', MEMBER.V],
  ['seq', MEMBER.SEQ],
  ['pid', MEMBER.PID],
  ['error', MEMBER.ERROR],
];

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const LONGEST_NAME = 11;

/** Longer ones are rare: the JSON reader knows how to cut them. */
const MAX_BYTES = 8 * 1024;

/** No two names have both their length and the lower bits of their first letter in common. */
const BY_NAME = new Int8Array((LONGEST_NAME + 1) * 32).fill(-1);
const NAME_BYTES: Buffer[] = [];
for (const [name, member] of NAMES) {
  BY_NAME[name.length * 32 + (name.charCodeAt(0) & 31)] = member;
  NAME_BYTES[member] = Buffer.from(name, 'latin1');
}

const LEVELS = (['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const).map(
  (level) => [Buffer.from(level, 'latin1'), SEVERITY[level]] as const,
);

/**
 * Finds the members of a record of our own format below ERROR without parsing it: nine records of ten are of this kind, and
 * JSON.parse with what follows it is the most expensive thing that can be done to them (`docs/decisions/ingest-hot-path.md`).
 * An error is taken too when it is stored already: nothing but its place in the ledger is wanted of the second copy.
 *
 * It takes only what it fully understands: compact JSON in UTF-8, known members of the right type, no `\u` escape, nothing out of
 * bounds. Whatever it refuses is read by `decodeMessage`, which has the last word on what is a record.
 */
export class RecordScanner {
  /** Milliseconds since 1970. */
  time = 0;
  seq = 0;
  severity = 0;
  /** The 16 bytes of the id. */
  readonly id = new Uint8Array(16);
  /** Per member its first byte and the one behind its last, quotes not included; -1 where it is absent. */
  readonly spans = new Int32Array(MEMBER_COUNT * 2);
  /** Bit n: the text of member n has escapes. */
  escapes = 0;
  readonly #json = new JsonScanner();
  readonly #isoTime = new IsoTimeScanner();

  constructor(private readonly storedErrors: StoredErrors) {}

  /**
   * @param start where the message's value begins in `bytes`, `end` behind its last byte
   * @returns false when the message is not of the kind that is understood here
   */
  scan(bytes: Buffer, start: number, end: number): boolean {
    if (end - start > MAX_BYTES || bytes[start] !== OPEN) return false;
    this.spans.fill(-1);
    this.escapes = 0;
    this.severity = 0;
    this.#json.beyondAscii = false;
    this.#json.end = end;
    if (!this.#members(bytes, start, end)) return false;
    return this.#isRecord(bytes) && (!this.#json.beyondAscii || isUtf8(bytes.subarray(start, end)));
  }

  /** Text of a member that is not escaped; null where it is absent or empty. */
  text(value: Buffer, member: number): string | null {
    const start = this.spans[2 * member] as number;
    const end = this.spans[2 * member + 1] as number;
    return start < 0 || start === end ? null : value.toString('utf8', start, end);
  }

  /** Notes in a column where the text of a member lies. */
  copyText(member: number, column: TextColumn, at: number): void {
    const { spans } = this;
    const isEscaped = (this.escapes & (1 << member)) !== 0;
    column.set(at, spans[2 * member] as number, spans[2 * member + 1] as number, isEscaped);
  }

  /** What is read after the end by a text that breaks off is refused at last: the brace has to be the last byte. */
  #members(value: Buffer, start: number, end: number): boolean {
    let index = start;
    do {
      const member = memberAt(value, index + 1);
      if (member < 0) return false;
      index = this.#member(value, index + 4 + (NAME_BYTES[member] as Buffer).length, member);
      if (index < 0) return false;
    } while (value[index] === COMMA);
    return value[index] === CLOSE && index === end - 1;
  }

  /** @returns index behind the member's value, or -1 */
  #member(value: Buffer, at: number, member: number): number {
    const { spans } = this;
    if (member >= FIRST_NUMBER || member === MEMBER.ATTRIBUTES) {
      if (member === MEMBER.ERROR && this.severity < SEVERITY.ERROR) return -1;
      const isObject = member === MEMBER.ATTRIBUTES || member === MEMBER.ERROR;
      const end = isObject ? this.#json.object(value, at) : this.#json.wholeNumber(value, at);
      spans[2 * member] = at;
      spans[2 * member + 1] = end;
      return end;
    }
    if (value[at] !== QUOTE) return -1;
    const end = this.#json.string(value, at + 1);
    if (end < 0) return -1;
    if (this.#json.escaped) {
      if (member > LAST_ESCAPED) return -1;
      this.escapes |= 1 << member;
    } else this.escapes &= ~(1 << member);
    if (member !== MEMBER.MESSAGE && end - at > MAX_NAME) return -1;
    spans[2 * member] = at + 1;
    spans[2 * member + 1] = end;
    return member !== MEMBER.LEVEL || this.#takesLevel(value) ? end + 1 : -1;
  }

  /** Looks at the level as soon as it is read: most errors are parsed, and are not to be scanned to their end before. */
  #takesLevel(value: Buffer): boolean {
    const { spans } = this;
    this.severity = severityAt(value, spans[2 * MEMBER.LEVEL] as number, spans[2 * MEMBER.LEVEL + 1] as number);
    if (this.severity < SEVERITY.ERROR) return this.severity > 0;
    return this.#scanId(value) >= 0 && this.storedErrors.isStored(this.id);
  }

  #scanId(value: Buffer): number {
    return scanUuidV7(value, this.spans[2 * MEMBER.ID] as number, this.spans[2 * MEMBER.ID + 1] as number, this.id, 0);
  }

  #isRecord(value: Buffer): boolean {
    const { spans } = this;
    if (spans[2 * MEMBER.MESSAGE] === -1 || spans[2 * MEMBER.INSTANCE] === -1 || spans[2 * MEMBER.V] === -1)
      return false;
    if (numberAt(value, spans, MEMBER.V) !== 1 || isEmpty(spans, MEMBER.SERVICE)) return false;
    if (this.severity === 0 || spans[2 * MEMBER.SEQ] === -1) return false;
    this.seq = numberAt(value, spans, MEMBER.SEQ);
    this.time = this.#scanId(value);
    // A member may come twice: the last one counts.
    if (this.severity >= SEVERITY.ERROR && !this.storedErrors.isStored(this.id)) return false;
    if (this.severity < SEVERITY.ERROR && spans[2 * MEMBER.ERROR] !== -1) return false;
    const start = spans[2 * MEMBER.TIMESTAMP] as number;
    return this.time >= 0 && this.time === this.#isoTime.scan(value, start, spans[2 * MEMBER.TIMESTAMP + 1] as number);
  }
}

/**
 * @param at index of the opening quote of a member's name
 * @returns the member's number, or -1 when it is none of ours
 */
function memberAt(value: Uint8Array, at: number): number {
  if (value[at] !== QUOTE) return -1;
  const start = at + 1;
  let end = start;
  while (value[end] !== QUOTE) {
    end += 1;
    if (end - start > LONGEST_NAME) return -1;
  }
  if (end === start || value[end + 1] !== COLON) return -1;
  const member = BY_NAME[(end - start) * 32 + ((value[start] as number) & 31)] as number;
  if (member < 0) return -1;
  const name = NAME_BYTES[member] as Buffer;
  for (let index = 0; index < name.length; index += 1) if (value[start + index] !== name[index]) return -1;
  return member;
}

function numberAt(value: Uint8Array, spans: Int32Array, member: number): number {
  let number = 0;
  const end = spans[2 * member + 1] as number;
  for (let index = spans[2 * member] as number; index < end; index += 1) {
    number = number * 10 + (value[index] as number) - 0x30;
  }
  return number;
}

function isEmpty(spans: Int32Array, member: number): boolean {
  return spans[2 * member] === spans[2 * member + 1];
}

function severityAt(value: Uint8Array, start: number, end: number): number {
  for (const [letters, severity] of LEVELS) {
    if (letters.length !== end - start) continue;
    let index = 0;
    while (index < letters.length && value[start + index] === letters[index]) index += 1;
    if (index === letters.length) return severity;
  }
  return 0;
}
