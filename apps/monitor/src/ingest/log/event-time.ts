const HAS_ZONE = /(?:[zZ]|[+-]\d{2}:?\d{2})$/;
const ISO_LIKE = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:[.,](\d{1,9}))?\s*([zZ]|[+-]\d{2}:?\d{2})?$/;
const NUMERIC = /^-?\d{1,20}(?:\.\d{1,9})?$/;

/**
 * Reads the time of a foreign record.
 *
 * Text: ISO 8601 and what comes near it (a blank for the T, a comma before the fraction as Python's logging writes it);
 * without a zone it is UTC. Numbers: seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by size.
 *
 * @returns milliseconds since 1970, or undefined when it is no time
 */
export function parseEventTime(value: unknown): number | undefined {
  if (typeof value === 'number') return fromEpoch(value);
  if (typeof value !== 'string' || value.length > 64) return undefined;
  const text = value.trim();
  if (NUMERIC.test(text)) return fromEpoch(Number(text));
  const parts = ISO_LIKE.exec(text);
  if (parts === null) return HAS_ZONE.test(text) ? finite(Date.parse(text)) : undefined;
  const [, day, clock, fraction = '', zone = 'Z'] = parts;
  const milliseconds = fraction.padEnd(3, '0').slice(0, 3);
  const seconds = clock?.length === 5 ? `${clock}:00` : clock;
  return finite(Date.parse(`${day}T${seconds}.${milliseconds}${normalZone(zone)}`));
}

function normalZone(zone: string): string {
  if (zone === 'z' || zone === 'Z') return 'Z';
  return zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
}

/** Below 1e11 seconds (year 5138), below 1e14 milliseconds, below 1e17 microseconds, else nanoseconds. */
function fromEpoch(value: number): number | undefined {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return undefined;
  if (size < 1e11) return Math.trunc(value * 1000);
  if (size < 1e14) return Math.trunc(value);
  if (size < 1e17) return Math.trunc(value / 1000);
  return Math.trunc(value / 1e6);
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}
