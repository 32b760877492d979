import { createHash } from 'node:crypto';
import { type Fingerprint, FINGERPRINT_VERSION, MAX_TITLE_LENGTH } from '@log-monitor/error-fingerprint';

/** What stands for all problems of a service that are too many to be kept apart. */
export function otherProblems(service: string): Fingerprint {
  const key = `(other)\n${service}`;
  return {
    version: FINGERPRINT_VERSION,
    hash: createHash('sha256').update(key).digest().readBigInt64BE(0),
    key,
    title: `Other problems of ${service}`.slice(0, MAX_TITLE_LENGTH).toWellFormed(),
    culprit: null,
    basis: {
      by: 'message',
      summary: 'service alone: it brought more new problems than are kept apart',
      parts: [`service ${service.slice(0, 200)}`],
    },
  };
}
