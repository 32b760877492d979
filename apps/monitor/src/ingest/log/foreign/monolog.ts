import { isObject, type Members } from './foreign-members.js';

/** monolog's JsonFormatter and LogstashFormatter: `channel` is the logger, an exception stands in the context. */
export function readMonolog(members: Members): Members | undefined {
  const { channel, context, extra, monolog_level: number, type } = members;
  if (typeof channel !== 'string' || !('level' in members)) return undefined;
  if (!('level_name' in members || 'datetime' in members || number !== undefined)) return undefined;
  const { channel: _channel, monolog_level: _number, ...read } = members;
  read['logger'] = channel;
  if (number !== undefined && typeof type === 'string') {
    read['service'] ??= type;
    delete read['type'];
  }
  if (!isObject(context)) return read;
  const { exception, ...rest } = context;
  if (exception !== undefined) read['exception'] = exception;
  return { ...read, extra: { ...rest, ...(isObject(extra) && extra) }, context: null };
}
