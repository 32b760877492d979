import { endianness } from 'node:os';

/** Castagnoli's polynomial, bits reversed. */
const POLYNOMIAL = 0x82f6_3b78;
const BYTE_VALUES = 256;
const WORD_BYTES = 4;
const STEP_BYTES = 8;
const IS_LITTLE_ENDIAN = endianness() === 'LE';

/** Eight tables in one: the one at `k * 256` says what a byte does to the checksum when `k` more bytes follow it. */
const TABLE = makeTables();

/**
 * CRC-32C (Castagnoli) of `bytes` from `from` on, as Kafka's record batches have it; Node has only the other CRC-32
 * built in. Eight bytes at a time ("slicing by 8", Kounavis and Berry 2005), read as two words: three times as fast as byte by byte.
 */
export function crc32c(bytes: Uint8Array, from = 0): number {
  if (!IS_LITTLE_ENDIAN) return ~byteByByte(bytes, from, bytes.length, -1) >>> 0;
  const start = Math.min(bytes.length, from + ((WORD_BYTES - ((bytes.byteOffset + from) % WORD_BYTES)) % WORD_BYTES));
  const words = new Int32Array(
    bytes.buffer,
    start === bytes.length ? 0 : bytes.byteOffset + start,
    (bytes.length - start) >>> 2,
  );
  const steps = words.length & ~1;
  let crc = byteByByte(bytes, from, start, -1);
  for (let at = 0; at < steps; at += 2) {
    const first = (words[at] as number) ^ crc;
    const second = words[at + 1] as number;
    crc =
      (TABLE[0x700 + (first & 0xff)] as number) ^
      (TABLE[0x600 + ((first >>> 8) & 0xff)] as number) ^
      (TABLE[0x500 + ((first >>> 16) & 0xff)] as number) ^
      (TABLE[0x400 + (first >>> 24)] as number) ^
      (TABLE[0x300 + (second & 0xff)] as number) ^
      (TABLE[0x200 + ((second >>> 8) & 0xff)] as number) ^
      (TABLE[0x100 + ((second >>> 16) & 0xff)] as number) ^
      (TABLE[second >>> 24] as number);
  }
  return ~byteByByte(bytes, start + steps * WORD_BYTES, bytes.length, crc) >>> 0;
}

function byteByByte(bytes: Uint8Array, from: number, to: number, before: number): number {
  let crc = before;
  for (let at = from; at < to; at++) crc = (TABLE[(crc ^ (bytes[at] as number)) & 0xff] as number) ^ (crc >>> 8);
  return crc;
}

function makeTables(): Int32Array {
  const tables = new Int32Array(BYTE_VALUES * STEP_BYTES);
  for (let value = 0; value < BYTE_VALUES; value++) {
    let crc = value;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) !== 0 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    tables[value] = crc;
  }
  for (let at = BYTE_VALUES; at < tables.length; at++) {
    const shorter = tables[at - BYTE_VALUES] as number;
    tables[at] = (shorter >>> 8) ^ (tables[shorter & 0xff] as number);
  }
  return tables;
}
