const HAS_ZONE = /(?:[zZ]|[+-]\d{2}:?\d{2})$/;
const ISO_LIKE = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:[.,](\d{1,12}))?\s*([zZ]|[+-]\d{2}:?\d{2})?$/;
const NUMERIC = /^(-?\d{1,20})(?:\.(\d{1,20}))?$/;
/** Members of a time as an object: of log4j2, Google's libraries and Protobuf, loguru. */
const SECONDS = ['epochSecond', 'seconds'];
const NANOSECONDS = ['nanoOfSecond', 'nanos', 'nano'];
const INNER_TIMES = ['timestamp', 'repr', '$date'];

export interface EventTime {
  /** Milliseconds since 1970. */
  time: number;
  /** What is sent below the millisecond, 0 to 999,999 nanoseconds. */
  nanos: number;
}

/**
 * Reads the time of a foreign record.
 *
 * Text: ISO 8601 and what comes near it (a blank for the T, a comma before the fraction as Python's logging writes it);
 * without a zone it is UTC. Numbers: seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by size.
 * Objects: seconds and nanoseconds.
 *
 * @returns undefined when it is no time
 */
export function parseEventTime(value: unknown): EventTime | undefined {
  if (typeof value === 'number') return fromNumber(String(value));
  if (typeof value === 'object' && value !== null) return fromObject(value as Record<string, unknown>);
  if (typeof value !== 'string' || value.length > 64) return undefined;
  const text = value.trim();
  if (NUMERIC.test(text)) return fromNumber(text);
  const parts = ISO_LIKE.exec(text);
  if (parts === null) return HAS_ZONE.test(text) ? finite(Date.parse(text), '') : undefined;
  const [, day, clock, fraction = '', zone = 'Z'] = parts;
  const seconds = clock?.length === 5 ? `${clock}:00` : clock;
  const digits = fraction.padEnd(9, '0');
  return finite(Date.parse(`${day}T${seconds}.${digits.slice(0, 3)}${normalZone(zone)}`), digits.slice(3, 9));
}

function normalZone(zone: string): string {
  if (zone === 'z' || zone === 'Z') return 'Z';
  return zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
}

/** Below 1e11 seconds (year 5138), below 1e14 milliseconds, below 1e17 microseconds, else nanoseconds. */
function fromNumber(text: string): EventTime | undefined {
  const [, whole, fraction = ''] = NUMERIC.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const size = Math.abs(Number(whole));
  const digitsPerUnit = size < 1e11 ? 9 : size < 1e14 ? 6 : size < 1e17 ? 3 : 0;
  const nanoseconds = BigInt(whole + fraction.padEnd(digitsPerUnit, '0').slice(0, digitsPerUnit));
  const rest = ((nanoseconds % 1_000_000n) + 1_000_000n) % 1_000_000n;
  return { time: Number((nanoseconds - rest) / 1_000_000n), nanos: Number(rest) };
}

function fromObject(value: Record<string, unknown>): EventTime | undefined {
  const seconds = SECONDS.map((name) => value[name]).find((part) => part !== undefined);
  if (seconds === undefined) {
    const inner = INNER_TIMES.map((name) => value[name]).find(
      (part) => typeof part === 'string' || typeof part === 'number',
    );
    return inner === undefined ? undefined : parseEventTime(inner);
  }
  const nanos = Number(NANOSECONDS.map((name) => value[name]).find((part) => part !== undefined) ?? 0);
  if (
    !/^\d{1,11}$/.test(typeof seconds === 'number' || typeof seconds === 'string' ? String(seconds) : '') ||
    !(nanos >= 0 && nanos < 1e9)
  )
    return undefined;
  return { time: Number(seconds) * 1000 + Math.floor(nanos / 1e6), nanos: Math.trunc(nanos % 1e6) };
}

function finite(time: number, nanos: string): EventTime | undefined {
  return Number.isFinite(time) ? { time, nanos: Number(nanos) } : undefined;
}
