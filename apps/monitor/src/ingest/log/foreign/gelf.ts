import type { JsonValue } from '@log-monitor/log-record';
import type { Members } from './foreign-members.js';
import { looksLikeStack } from './stack-headline.js';

/** GELF (docs of Graylog): the caller's fields begin with an underscore, `level` is syslog's, `full_message` may be a stack. */
export function readGelf(members: Members): Members | undefined {
  const { short_message: message, full_message: full } = members;
  if (typeof message !== 'string') return undefined;
  const read: Members = {};
  for (const [name, value] of Object.entries(members)) {
    if (name === 'short_message' || name === 'full_message' || name === 'version') continue;
    const plain = /^_[^_]/.test(name) ? name.slice(1) : name;
    read[plain in members ? name : plain] = value;
  }
  read['message'] = message;
  if (typeof full === 'string' && full !== '' && full !== message)
    Object.assign(read, fullMessage(full, message, read));
  const { container_name: container, facility } = read;
  const isNamed = ['service', 'app', 'application', 'service.name', 'service_name'].some((name) => name in read);
  const name = container ?? facility;
  if (!isNamed && typeof name === 'string') read['service'] = name.replace(/^\//, '');
  return read;
}

function fullMessage(full: string, message: string, read: Members): Record<string, JsonValue> {
  if (!looksLikeStack(full)) return { full_message: full };
  if ('error_stack_trace' in read) return {};
  return { stack_trace: full.startsWith(`${message}\n`) ? full.slice(message.length).trimStart() : full };
}
