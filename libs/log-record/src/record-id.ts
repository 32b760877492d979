import { randomFillSync } from 'node:crypto';

const PREFIX_LENGTH = 14;
const DASH = 0x2d;
const RANDOM_BYTES_PER_ID = 10;
const IDS_PER_REFILL = 512;
/** What follows the time in an id: `7xxx-yxxx-xxxxxxxxxxxx`. */
const TAIL_LENGTH = 22;
const HEX_DIGITS = Buffer.from('0123456789abcdef', 'latin1');
const random = new Uint8Array(RANDOM_BYTES_PER_ID * IDS_PER_REFILL);
const tails = Buffer.alloc(TAIL_LENGTH * IDS_PER_REFILL);
let tailOffset = tails.length;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Makes a UUIDv7 (RFC 9562 §5.7): 48 bits of time, then random bits.
 *
 * Our own because it runs in log calls: the random parts are made for 512 ids at once, and the parts can be written
 * where they belong without a text between.
 *
 * @param timeMs milliseconds since 1970, clamped to what 48 bits hold
 */
export function makeRecordId(timeMs: number): string {
  const id = Buffer.allocUnsafe(PREFIX_LENGTH + TAIL_LENGTH);
  writeRecordIdPrefix(id, 0, timeMs);
  writeRecordIdTail(id, PREFIX_LENGTH);
  return id.toString('latin1');
}

/** Writes the 14 characters of an id that say its time: `xxxxxxxx-xxxx-`. */
export function writeRecordIdPrefix(target: Uint8Array, at: number, timeMs: number): void {
  let rest = Math.min(Math.max(Math.trunc(timeMs) || 0, 0), 0xffff_ffff_ffff);
  for (let index = PREFIX_LENGTH - 1; index >= 0; index--) {
    if (index === 8 || index === 13) {
      target[at + index] = DASH;
      continue;
    }
    const sixteenth = Math.floor(rest / 16);
    target[at + index] = HEX_DIGITS[rest - sixteenth * 16] as number;
    rest = sixteenth;
  }
}

/** As long as two times have the same multiple of this below them, their ids differ in the last four digits of the prefix only. */
export const RECORD_ID_SPAN_MS = 0x1_0000;

/** Brings a prefix up to date that was written for a time of the same span: only four digits change. */
export function updateRecordIdPrefix(target: Uint8Array, at: number, timeMs: number): void {
  const low = timeMs & 0xffff;
  target[at + 9] = HEX_DIGITS[low >>> 12] as number;
  target[at + 10] = HEX_DIGITS[(low >>> 8) & 15] as number;
  target[at + 11] = HEX_DIGITS[(low >>> 4) & 15] as number;
  target[at + 12] = HEX_DIGITS[low & 15] as number;
}

/** Writes the 22 characters of an id that are random, version and variant included, after {@link writeRecordIdPrefix}. */
export function writeRecordIdTail(target: Uint8Array, at: number): void {
  const start = nextTail();
  for (let index = 0; index < TAIL_LENGTH; index++) target[at + index] = tails[start + index] as number;
}

function nextTail(): number {
  if (tailOffset === tails.length) refillTails();
  const start = tailOffset;
  tailOffset += TAIL_LENGTH;
  return start;
}

function refillTails(): void {
  randomFillSync(random);
  for (let id = 0, from = 0, to = 0; id < IDS_PER_REFILL; id++) {
    random[from] = 0x70 | ((random[from] as number) & 0x0f);
    random[from + 2] = 0x80 | ((random[from + 2] as number) & 0x3f);
    for (let byte = 0; byte < RANDOM_BYTES_PER_ID; byte++) {
      if (byte === 2 || byte === 4) tails[to++] = DASH;
      const value = random[from++] as number;
      tails[to++] = HEX_DIGITS[value >>> 4] as number;
      tails[to++] = HEX_DIGITS[value & 15] as number;
    }
  }
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
