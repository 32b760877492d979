import { createHash } from 'node:crypto';

/** A short proof of some bytes: how many, and their hash. */
export interface Fingerprint {
  readonly bytes: number;
  /** SHA-256, hexadecimal. */
  readonly hash: string;
}

/** Bytes at the start of a file that are proved. */
export const HEAD_BYTES = 1024;
/** Bytes before a position that are proved. */
export const TAIL_BYTES = 256;

export function fingerprintOf(bytes: Uint8Array): Fingerprint {
  return { bytes: bytes.length, hash: createHash('sha256').update(bytes).digest('hex') };
}

/** Whether `bytes` are those of the fingerprint. */
export function matches(print: Fingerprint, bytes: Uint8Array): boolean {
  return bytes.length === print.bytes && fingerprintOf(bytes).hash === print.hash;
}
