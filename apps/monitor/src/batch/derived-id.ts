import { createHash } from 'node:crypto';
import { makeRecordId } from '@log-monitor/log-record';

/**
 * A UUIDv7 for a record whose producer gave none: its time, then bits of a hash instead of random ones, so that reading the
 * same message again gives the same id.
 *
 * @param time milliseconds since 1970
 * @param seed what makes the record the one it is: topic, partition and offset; or the value's hash and the copy's number
 */
export function derivedRecordId(time: number, seed: string): string {
  const hash = createHash('sha256').update(seed).digest('hex');
  const variant = ((Number.parseInt(hash.slice(3, 4), 16) & 0x3) | 0x8).toString(16);
  const prefix = makeRecordId(time).slice(0, 15);
  return `${prefix}${hash.slice(0, 3)}-${variant}${hash.slice(4, 7)}-${hash.slice(7, 19)}`;
}

/** SHA-256 of a message's value, by which copies of a foreign ERROR are recognised. */
export function hashValue(value: Uint8Array): Buffer {
  return createHash('sha256').update(value).digest();
}
