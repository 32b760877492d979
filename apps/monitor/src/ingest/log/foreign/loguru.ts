import { isObject, type Members } from './foreign-members.js';
import { looksLikeStack } from './stack-headline.js';

/** loguru with `serialize=True`: everything in `record`, the formatted text beside it. */
export function readLoguru(members: Members): Members | undefined {
  const { record, text } = members;
  if (!isObject(record) || typeof record['message'] !== 'string' || !isObject(record['level'])) return undefined;
  const { exception, elapsed: _elapsed, process, ...read } = record;
  if (isObject(process) && typeof process['id'] === 'number') read['pid'] = process['id'];
  if (!isObject(exception)) return read;
  const trace = typeof text === 'string' && looksLikeStack(text) ? text.slice(text.indexOf('Traceback (')) : undefined;
  const { traceback: _traceback, ...error } = exception;
  return { ...read, exception: { ...error, ...(trace !== undefined && { stack: trace }) } };
}
