import { randomFillSync } from 'node:crypto';

const RANDOM_BYTES_PER_ID = 10;
const IDS_PER_REFILL = 512;
/** What follows the time in an id: `7xxx-yxxx-xxxxxxxxxxxx`. */
const TAIL_LENGTH = 22;
const HEX_DIGITS = Buffer.from('0123456789abcdef', 'latin1');
const random = new Uint8Array(RANDOM_BYTES_PER_ID * IDS_PER_REFILL);
let tails = '';
let tailOffset = 0;
let prefixTime = -1;
let prefix = '';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Makes a UUIDv7 (RFC 9562 §5.7): 48 bits of time, then random bits.
 *
 * Our own because it runs in every log call: the random part is cut from one long text that is made for 512 ids at
 * once, and the time's text is kept while the millisecond lasts.
 *
 * @param timeMs milliseconds since 1970, clamped to what 48 bits hold
 */
export function makeRecordId(timeMs: number): string {
  if (timeMs !== prefixTime) {
    prefix = recordIdPrefix(timeMs);
    prefixTime = timeMs;
  }
  return prefix + makeRecordIdTail();
}

/** The part of an id that says its time: `xxxxxxxx-xxxx-`. */
export function recordIdPrefix(timeMs: number): string {
  const clamped = Math.min(Math.max(Math.trunc(timeMs) || 0, 0), 0xffff_ffff_ffff);
  const hex = clamped.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-`;
}

/** The random part of an id, version and variant included, to be put behind {@link recordIdPrefix}. */
export function makeRecordIdTail(): string {
  if (tailOffset === tails.length) refillTails();
  const tail = tails.slice(tailOffset, tailOffset + TAIL_LENGTH);
  tailOffset += TAIL_LENGTH;
  return tail;
}

function refillTails(): void {
  randomFillSync(random);
  const text = Buffer.allocUnsafe(TAIL_LENGTH * IDS_PER_REFILL);
  for (let id = 0, from = 0, to = 0; id < IDS_PER_REFILL; id++) {
    random[from] = 0x70 | ((random[from] as number) & 0x0f);
    random[from + 2] = 0x80 | ((random[from + 2] as number) & 0x3f);
    for (let byte = 0; byte < RANDOM_BYTES_PER_ID; byte++) {
      if (byte === 2 || byte === 4) text[to++] = 0x2d;
      const value = random[from++] as number;
      text[to++] = HEX_DIGITS[value >>> 4] as number;
      text[to++] = HEX_DIGITS[value & 15] as number;
    }
  }
  tails = text.toString('latin1');
  tailOffset = 0;
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
