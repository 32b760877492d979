import type { JsonValue } from '@log-monitor/log-record';
import { isObject, type Members } from './foreign-members.js';

/** tslog: the arguments of the call by their index, what describes it in `_meta` or `_logMeta`. */
export function readTslog(members: Members): Members | undefined {
  const meta = members['_meta'] ?? members['_logMeta'];
  if (!isObject(meta) || !('logLevelName' in meta)) return undefined;
  const { logLevelName: level, date, name, hostname, logLevelId: _id, ...about } = meta;
  const read: Members = {
    level: level ?? null,
    timestamp: date ?? null,
    name: name ?? null,
    hostname: hostname ?? null,
    _meta: about,
  };
  const texts: string[] = [];
  for (const [key, value] of Object.entries(members)) {
    if (key === '_meta' || key === '_logMeta') continue;
    if (!/^\d+$/.test(key)) read[key] = value;
    else if (!isObject(value)) texts.push(typeof value === 'string' ? value : JSON.stringify(value));
    else if ('stack' in value || 'nativeError' in value) read['error'] = value;
    else Object.assign(read, missingIn(read, value));
  }
  if (texts.length > 0) read['message'] = texts.join(' ');
  return read;
}

function missingIn(read: Members, value: Members): Record<string, JsonValue> {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !(name in read)));
}
