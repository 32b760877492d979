import type { Members } from './foreign-members.js';
import { without } from './layout.js';

/** logback's own JsonEncoder: the template and the filled text, nanoseconds apart from the milliseconds. */
export function readLogback(members: Members): Members | undefined {
  const { formattedMessage, timestamp, nanoseconds } = members;
  if (!('loggerName' in members) || typeof timestamp !== 'number' || !('threadName' in members)) return undefined;
  const read = without(members, 'formattedMessage', 'nanoseconds', 'context', 'sequenceNumber', 'arguments');
  if (typeof formattedMessage === 'string') read['message'] = formattedMessage;
  if (typeof nanoseconds === 'number')
    read['timestamp'] = { seconds: Math.floor(timestamp / 1000), nanos: nanoseconds };
  return read;
}
