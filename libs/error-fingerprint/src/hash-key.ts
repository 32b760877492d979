import { hash } from 'node:crypto';

/** Digits of 8 bytes in hexadecimal. */
const DIGITS = 16;

/** The first 8 bytes of SHA-256 as PostgreSQL's int8: equal keys have equal hashes on every machine and in every version of Node. */
export function hashKey(key: string): bigint {
  return BigInt.asIntN(64, BigInt(`0x${hash('sha256', key, 'hex').slice(0, DIGITS)}`));
}
