import { spanField } from '../field/span-field.js';
import type { AccessDraft } from '../record/access-draft.js';
import type { LineContext } from '../record/log-format.js';
import type { JsonObject } from './read-json-line.js';

const FIELD_BY_UNIT = { ns: spanField('ns'), ms: spanField('ms'), s: spanField('s') };

/** Names that some write in seconds and others in milliseconds or nanoseconds. */
const AMBIGUOUS: ReadonlySet<string> = new Set(['duration', 'response_time', 'latency']);

/** Members by nginx's names: its times are seconds. */
const OF_NGINX = [
  'remote_addr',
  'body_bytes_sent',
  'request_uri',
  'time_iso8601',
  'time_local',
  'http_user_agent',
  'request_length',
  'upstream_addr',
  'msec',
];

/**
 * Sets a duration whose name says no unit, by what else the line has: nginx's names mean seconds, Node's loggers milliseconds, a whole number of Go's
 * (slog, logrus, Echo) nanoseconds.
 *
 * @param key by `plainKey`
 * @returns false when it is no such name, or no duration
 */
export function setAmbiguousSpan(
  draft: AccessDraft,
  object: JsonObject,
  key: string,
  value: string,
  context: LineContext,
): boolean {
  return AMBIGUOUS.has(key) && FIELD_BY_UNIT[unitOf(object, key, value)](draft, value, context);
}

function unitOf(object: JsonObject, key: string, value: string): 'ns' | 'ms' | 's' {
  if ('latency_human' in object) return 'ns';
  if ('level' in object && 'msg' in object && typeof object['level'] === 'string')
    return value.includes('.') || value === '0' ? 's' : 'ns';
  if ('level' in object && ('msg' in object || 'message' in object)) return 'ms';
  if (OF_NGINX.some((name) => name in object)) return key === 'latency' ? 'ms' : 's';
  return key === 'duration' ? 's' : 'ms';
}
