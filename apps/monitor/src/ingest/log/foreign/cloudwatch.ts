import { isObject, type Members } from './foreign-members.js';

/** A message of a CloudWatch Logs subscription holds several events of one log group. */
export function splitCloudWatch(members: Members): Members[] | undefined {
  const { logEvents, logGroup, logStream } = members;
  if (!Array.isArray(logEvents) || typeof logGroup !== 'string') return undefined;
  return logEvents.filter(isObject).map((event) => ({ ...event, logGroup, logStream: logStream ?? null }));
}

/**
 * One event: its text may be JSON of any layout; the log group is named after the function.
 *
 * @returns undefined when the record is none
 */
export function unwrapLogEvent(members: Members): { inner: string; around: Members } | undefined {
  const { message, logGroup, ...rest } = members;
  if (typeof message !== 'string' || typeof logGroup !== 'string' || !('logStream' in members) || 'level' in members) {
    return undefined;
  }
  const service = logGroup.split('/').findLast((part) => part !== '') ?? logGroup;
  return { inner: message, around: { ...rest, logGroup, service } };
}
