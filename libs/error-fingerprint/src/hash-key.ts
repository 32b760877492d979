import { createHash } from 'node:crypto';

/** The first 8 bytes of SHA-256 as PostgreSQL's int8: equal keys have equal hashes on every machine and in every version of Node. */
export function hashKey(key: string): bigint {
  return createHash('sha256').update(key).digest().readBigInt64BE(0);
}
