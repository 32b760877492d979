import { isObject, type Members } from './foreign-members.js';

/** A message of a CloudWatch Logs subscription: several events of one log group, which is named after the function. */
export function splitCloudWatch(members: Members): { line: string; around: Members }[] | undefined {
  const { logEvents, logGroup, logStream } = members;
  if (!Array.isArray(logEvents) || typeof logGroup !== 'string') return undefined;
  const service = logGroup.split('/').findLast((part) => part !== '') ?? logGroup;
  return logEvents.filter(isObject).map(({ message, timestamp }) => ({
    line: typeof message === 'string' ? message : JSON.stringify(message ?? null),
    around: { service, timestamp: timestamp ?? null, logGroup, logStream: logStream ?? null },
  }));
}
