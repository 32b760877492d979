import { randomBytes } from 'node:crypto';

/** A name that no other test has, valid as a topic, a consumer group and (in lower case) a database: `prefix-` + 12 hex digits. */
export function uniqueName(prefix: string): string {
  return `${prefix}-${randomBytes(6).toString('hex')}`;
}
