import { randomFillSync } from 'node:crypto';

const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const RANDOM_BYTES_PER_ID = 10;
const pool = new Uint8Array(RANDOM_BYTES_PER_ID * 512);
let poolOffset = pool.length;
let prefixTime = -1;
let prefix = '';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Makes a UUIDv7 (RFC 9562 §5.7): 48 bits of time, then random bits.
 *
 * Our own because it runs in every log call: the random bytes come from a pool and the time's text is kept while the
 * millisecond lasts.
 *
 * @param timeMs milliseconds since 1970, clamped to what 48 bits hold
 */
export function makeRecordId(timeMs: number): string {
  if (timeMs !== prefixTime) rememberPrefix(timeMs);
  if (poolOffset === pool.length) refillPool();
  const at = poolOffset;
  poolOffset += RANDOM_BYTES_PER_ID;
  const byte = (index: number): string => HEX[pool[at + index] as number] as string;
  const version = HEX[0x70 | ((pool[at] as number) & 0x0f)] as string;
  const variant = HEX[0x80 | ((pool[at + 2] as number) & 0x3f)] as string;
  return (
    prefix +
    version +
    byte(1) +
    '-' +
    variant +
    byte(3) +
    '-' +
    byte(4) +
    byte(5) +
    byte(6) +
    byte(7) +
    byte(8) +
    byte(9)
  );
}

function rememberPrefix(timeMs: number): void {
  const clamped = Math.min(Math.max(Math.trunc(timeMs) || 0, 0), 0xffff_ffff_ffff);
  const hex = clamped.toString(16).padStart(12, '0');
  prefix = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-`;
  prefixTime = timeMs;
}

function refillPool(): void {
  randomFillSync(pool);
  poolOffset = 0;
}

/** True for the text form of any UUID. */
export function isUuid(text: string): boolean {
  return text.length === 36 && UUID.test(text);
}

/**
 * The time in a UUIDv7, in milliseconds since 1970.
 *
 * @returns undefined when the text is no UUIDv7
 */
export function timeOfRecordId(id: string): number | undefined {
  if (!isUuid(id) || id[14] !== '7') return undefined;
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
