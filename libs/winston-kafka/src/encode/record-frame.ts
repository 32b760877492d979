import {
  LEVELS,
  type Level,
  RECORD_ID_SPAN_MS,
  SEVERITY,
  updateRecordIdPrefix,
  writeRecordIdPrefix,
  writeRecordIdTail,
} from '@log-monitor/log-record';
import type { IsoTime } from './iso-time.js';
import { cutText, quote } from './quote.js';
import type { RecordBytes } from './record-bytes.js';

const MAX_NAME = 256;
/** `2026-11-21T07:00:00.` */
const SECOND_LENGTH = 20;
const ID_PREFIX_LENGTH = 14;
const ID_TAIL_LENGTH = 22;
/** The digits after the id's last dash. */
const COUNTING_DIGITS = 12;
const [DIGIT_0, DIGIT_9, DIGIT_A, LAST_DIGIT] = [0x30, 0x39, 0x61, 0x66];
const BEFORE_ID = '","id":"';
const BEFORE_MESSAGE = ',"message":';

/** What is the same in all records of one transport. */
export interface RecordIdentity {
  service: string;
  host: string;
  instance: string;
  pid: number;
  version: string | undefined;
  environment: string | undefined;
}

/** The first bytes of the records of one level: the constant members, the time, the id and the message's name. */
interface Opening {
  readonly bytes: Buffer;
  readonly timeAt: number;
  readonly idAt: number;
  /** The time that stands there now, in milliseconds and in whole seconds. */
  time: number;
  second: number;
  /** The id's span that stands there now. */
  span: number;
}

/** Writes what all records begin with: whose record it is and when it was made. */
export class RecordFrame {
  readonly #openings: readonly Opening[];

  constructor(
    identity: RecordIdentity,
    private readonly time: IsoTime,
  ) {
    const openings: Opening[] = [];
    for (const level of LEVELS) openings[SEVERITY[level]] = openingOf(level, identity);
    this.#openings = openings;
  }

  /** Begins a record; the message comes next. */
  open(out: RecordBytes, level: Level, now: number): void {
    const opening = this.#openings[SEVERITY[level]] as Opening;
    if (opening.time !== now) this.#setTime(opening, now);
    countUp(opening.bytes, opening.idAt + ID_PREFIX_LENGTH + ID_TAIL_LENGTH);
    out.length = 0;
    out.bytes(opening.bytes);
  }

  /** Where the part begins that does not say whose record it is: at the comma before the message's name. */
  bodyStart(level: Level): number {
    return (this.#openings[SEVERITY[level]] as Opening).bytes.length - BEFORE_MESSAGE.length;
  }

  /**
   * Digit by digit, and only those that change: after a pause, the first call must not pay for native writes of a few
   * bytes, nor for long ways through code that runs too rarely to be optimised.
   */
  #setTime(opening: Opening, now: number): void {
    const { bytes, timeAt, idAt } = opening;
    const second = Math.floor(now / 1_000);
    const span = Math.floor(now / RECORD_ID_SPAN_MS);
    if (opening.span === span) updateRecordIdPrefix(bytes, idAt, now);
    else {
      writeRecordIdPrefix(bytes, idAt, now);
      opening.span = span;
    }
    if (opening.second !== second) {
      bytes.write(this.time.upToSecond(second), timeAt, SECOND_LENGTH, 'latin1');
      writeRecordIdTail(bytes, idAt + ID_PREFIX_LENGTH);
      opening.second = second;
    }
    writeMilliseconds(bytes, timeAt + SECOND_LENGTH, now - second * 1_000);
    opening.time = now;
  }
}

function writeMilliseconds(bytes: Uint8Array, at: number, value: number): void {
  const tens = Math.floor(value / 10);
  const hundreds = Math.floor(tens / 10);
  bytes[at] = DIGIT_0 + hundreds;
  bytes[at + 1] = DIGIT_0 + tens - hundreds * 10;
  bytes[at + 2] = DIGIT_0 + value - tens * 10;
}

/**
 * Ids of one second and level: the random part of the first is random, each other's is the one before plus one (RFC 9562
 * §6.2, method 2, which counts up within a millisecond at least).
 *
 * @param end after the last of the hexadecimal digits
 */
function countUp(bytes: Uint8Array, end: number): void {
  for (let at = end - 1; at >= end - COUNTING_DIGITS; at--) {
    const digit = bytes[at] as number;
    if (digit !== LAST_DIGIT) {
      bytes[at] = digit === DIGIT_9 ? DIGIT_A : digit + 1;
      return;
    }
    bytes[at] = DIGIT_0;
  }
}

function openingOf(level: Level, identity: RecordIdentity): Opening {
  const { service, host, instance, pid, version, environment } = identity;
  let constant = `{"v":1,"level":"${level}","service":${name(service)},"host":${name(host)},"instance":"${instance}","pid":${pid}`;
  if (version !== undefined) constant += `,"version":${name(version)}`;
  if (environment !== undefined) constant += `,"environment":${name(environment)}`;
  constant += ',"timestamp":"';
  const timeAt = Buffer.byteLength(constant);
  const id = ' '.repeat(ID_PREFIX_LENGTH + ID_TAIL_LENGTH);
  const time = `${' '.repeat(SECOND_LENGTH)}000Z`;
  const bytes = Buffer.from(`${constant}${time}${BEFORE_ID}${id}"${BEFORE_MESSAGE}`);
  return {
    bytes,
    timeAt,
    idAt: timeAt + time.length + BEFORE_ID.length,
    time: Number.NaN,
    second: Number.NaN,
    span: Number.NaN,
  };
}

function name(text: string): string {
  return quote(cutText(text, MAX_NAME));
}
