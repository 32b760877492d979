import * as zlib from 'node:zlib';

const POLYNOMIAL = 0xedb88320;

/** CRC-32 (IEEE 802.3) of some bytes. Node has it built in since 20.15 and 22.2; before that a table does it. */
export const crc32: (bytes: Uint8Array) => number =
  (zlib as { crc32?: (bytes: Uint8Array) => number }).crc32 ?? crc32ByTable;

let table: Uint32Array | undefined;

/** Exported for the test that compares both ways. */
export function crc32ByTable(bytes: Uint8Array): number {
  table ??= makeTable();
  let crc = 0xffff_ffff;
  for (const byte of bytes) crc = (table[(crc ^ byte) & 0xff] as number) ^ (crc >>> 8);
  return (crc ^ 0xffff_ffff) >>> 0;
}

function makeTable(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, index) => {
    let value = index;
    for (let bit = 0; bit < 8; bit++) value = (value & 1) !== 0 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
    return value;
  });
}
