import { civilMs, fourDigits, monthAt, twoDigits } from './civil-time.js';
import { readZoneOffset } from './zone-offset.js';

/** What a text says by a pattern; undefined where the pattern has no such part. */
export interface PatternTime {
  /** Milliseconds since 1970 UTC, where the pattern is an epoch. */
  readonly epoch: number | undefined;
  /** Milliseconds of the date, as if it were UTC. */
  readonly date: number | undefined;
  /** Milliseconds since midnight. */
  readonly time: number | undefined;
  /** Milliseconds east of UTC. */
  readonly offset: number | undefined;
}

export type ReadPatternTime = (text: string) => PatternTime | undefined;

interface Civil {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  fractionMs: number;
  epoch: number | undefined;
  offset: number | undefined;
  afternoon: boolean | undefined;
}

/** Reads one conversion at `at`. Returns the index after it, -1 when it is not there. */
type Read = (text: string, at: number, civil: Civil) => number;

const COMPOSED: Readonly<Record<string, string>> = {
  T: '%H:%M:%S',
  R: '%H:%M',
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  c: '%a %b %e %H:%M:%S %Y',
};

const READ_BY_CONVERSION: Readonly<Record<string, Read>> = {
  Y: (text, at, civil) => ((civil.year = fourDigits(text, at)), civil.year >= 0 ? at + 4 : -1),
  y: two((civil, value) => (civil.year = value < 69 ? 2000 + value : 1900 + value)),
  m: two((civil, value) => (civil.month = value)),
  d: two((civil, value) => (civil.day = value)),
  e: (text, at, civil) => readDay(text, at, civil),
  b: (text, at, civil) => ((civil.month = monthAt(text, at)), civil.month > 0 ? at + 3 : -1),
  h: (text, at, civil) => ((civil.month = monthAt(text, at)), civil.month > 0 ? at + 3 : -1),
  B: (text, at, civil) => ((civil.month = monthAt(text, at)), civil.month > 0 ? lettersEnd(text, at) : -1),
  a: (text, at) => (lettersEnd(text, at) > at ? lettersEnd(text, at) : -1),
  A: (text, at) => (lettersEnd(text, at) > at ? lettersEnd(text, at) : -1),
  H: two((civil, value) => (civil.hour = value)),
  I: two((civil, value) => (civil.hour = value % 12)),
  M: two((civil, value) => (civil.minute = value)),
  S: two((civil, value) => (civil.second = value)),
  p: (text, at, civil) => (
    (civil.afternoon = /^p/i.test(text.charAt(at))),
    /^[ap]m/i.test(text.slice(at, at + 2)) ? at + 2 : -1
  ),
  f: (text, at, civil) => digits(text, at, (value, length) => (civil.fractionMs = (value / 10 ** length) * 1000)),
  s: (text, at, civil) => digits(text, at, (value) => (civil.epoch = value * 1000)),
  z: readZone,
  Z: (text, at) => (lettersEnd(text, at) > at ? lettersEnd(text, at) : -1),
};

/**
 * Compiles a pattern of strptime. GoAccess's own two are known as well: a whole pattern `%f` is an epoch in microseconds, `%*` one in milliseconds.
 *
 * @throws RangeError that names the conversion nobody knows
 */
export function timePattern(pattern: string): ReadPatternTime {
  if (pattern === '%f') return (text) => wholeEpoch(text, 1000);
  if (pattern === '%*') return (text) => wholeEpoch(text, 1);
  const reads = compile(pattern);
  const hasDate = /%[YymdeDFcbBh]/.test(pattern);
  const hasTime = /%[HIMSTRc]/.test(pattern);
  return (text) => {
    const civil: Civil = { year: 1970, month: 1, day: 1, hour: 0, minute: 0, second: 0, fractionMs: 0, epoch: undefined, offset: undefined, afternoon: undefined }; // prettier-ignore
    let at = 0;
    for (const read of reads) {
      at = read(text, at, civil);
      if (at === -1) return undefined;
    }
    return at < text.length ? undefined : result(civil, hasDate, hasTime);
  };
}

function result(civil: Civil, hasDate: boolean, hasTime: boolean): PatternTime | undefined {
  const date = civilMs(civil.year, civil.month, civil.day, 0, 0, 0);
  const hour = civil.afternoon === true ? civil.hour + 12 : civil.hour;
  const time = civilMs(1970, 1, 1, hour, civil.minute, civil.second) + civil.fractionMs;
  if (Number.isNaN(date) || Number.isNaN(time)) return undefined;
  const epoch = civil.epoch === undefined ? undefined : civil.epoch + civil.fractionMs;
  return { epoch, date: hasDate ? date : undefined, time: hasTime ? time : undefined, offset: civil.offset };
}

function compile(pattern: string): Read[] {
  const reads: Read[] = [];
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern.charAt(at);
    if (character !== '%') {
      reads.push(literal(character));
      continue;
    }
    at += 1;
    const conversion = pattern.charAt(at);
    const composed = COMPOSED[conversion];
    const read = READ_BY_CONVERSION[conversion];
    if (composed !== undefined) reads.push(...compile(composed));
    else if (conversion === '%') reads.push(literal('%'));
    else if (read !== undefined) reads.push(read);
    else throw new RangeError(`%${conversion} is no conversion of a date or time`);
  }
  return reads;
}

function literal(character: string): Read {
  return (text, at) => (text.charAt(at) === character ? at + 1 : -1);
}

function two(set: (civil: Civil, value: number) => void): Read {
  return (text, at, civil) => {
    const value = twoDigits(text, at);
    if (Number.isNaN(value)) return -1;
    set(civil, value);
    return at + 2;
  };
}

function readDay(text: string, at: number, civil: Civil): number {
  const begin = text.charCodeAt(at) === 32 ? at + 1 : at;
  return digits(text, begin, (value) => (civil.day = value));
}

function readZone(text: string, at: number, civil: Civil): number {
  const rest = /^(?:Z|[+-]\d\d(?::?\d\d)?)/.exec(text.slice(at, at + 6));
  if (rest === null) return -1;
  civil.offset = readZoneOffset(text, at, at + rest[0].length);
  return Number.isNaN(civil.offset) ? -1 : at + rest[0].length;
}

function digits(text: string, at: number, set: (value: number, length: number) => void): number {
  let end = at;
  while (end < text.length && end - at < 20 && text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57) end += 1;
  if (end === at) return -1;
  set(Number(text.slice(at, end)), end - at);
  return end;
}

function lettersEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && /[a-z]/i.test(text.charAt(end))) end += 1;
  return end;
}

function wholeEpoch(text: string, perMs: number): PatternTime | undefined {
  if (!/^\d{1,20}(?:\.\d{1,9})?$/.test(text)) return undefined;
  return { epoch: Number(text) / perMs, date: undefined, time: undefined, offset: undefined };
}
