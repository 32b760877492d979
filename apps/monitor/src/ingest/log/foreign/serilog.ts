import type { JsonValue } from '@log-monitor/log-record';
import { isObject, type Members } from './foreign-members.js';
import { without } from './layout.js';

/** A hole of a message template (messagetemplates.org): `{Name}`, `{@Order}`, `{0,10:0.00}`; braces are doubled to mean themselves. */
const HOLE = /\{\{|\}\}|\{[@$]?([\w.]+)(?:,-?\d+)?(:[^{}]*)?\}/g;
const CLEF_NAMES: Readonly<Record<string, string>> = {
  '@t': 'timestamp',
  '@l': 'level',
  '@x': 'exception',
  '@tr': 'traceId',
  '@sp': 'spanId',
};
const SPECIAL = ['@m', '@mt', '@r', ...Object.keys(CLEF_NAMES)];

/** Serilog's compact format (github.com/serilog/serilog-formatting-compact): no level means Information. */
export function readClef(members: Members): Members | undefined {
  if (typeof members['@t'] !== 'string' || !['@m', '@mt', '@x', '@l', '@i'].some((name) => name in members))
    return undefined;
  const read: Members = {};
  for (const [name, value] of Object.entries(members)) {
    if (!SPECIAL.includes(name)) read[name.startsWith('@@') ? name.slice(1) : name] = value;
  }
  read['level'] = 'Information';
  for (const [name, plain] of Object.entries(CLEF_NAMES)) if (name in members) read[plain] = members[name] as JsonValue;
  const message = members['@m'] ?? rendered(members['@mt'], members, members['@r']);
  if (message !== undefined) read['message'] = message;
  return read;
}

/** Serilog's JsonFormatter: properties in an object of their own. */
export function readSerilogJson(members: Members): Members | undefined {
  const { MessageTemplate: template, Properties: properties, RenderedMessage: message } = members;
  if (typeof template !== 'string' || !('Level' in members)) return undefined;
  const read = without(members, 'MessageTemplate', 'RenderedMessage', 'Renderings');
  read['message'] = message ?? rendered(template, isObject(properties) ? properties : {}, undefined) ?? template;
  return read;
}

/**
 * @param renderings texts of the holes with a format, in their order
 * @returns the template with its holes filled in; a hole without a value stays as it is
 */
function rendered(
  template: JsonValue | undefined,
  values: Members,
  renderings: JsonValue | undefined,
): string | undefined {
  if (typeof template !== 'string') return undefined;
  const formatted = Array.isArray(renderings) ? renderings.filter((text) => typeof text === 'string') : [];
  return template.replace(HOLE, (hole, name: string | undefined, format: string | undefined) => {
    if (name === undefined) return hole.slice(1);
    const text = format === undefined ? undefined : formatted.shift();
    if (text !== undefined) return text;
    if (!Object.hasOwn(values, name)) return hole;
    const value = values[name] as JsonValue;
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
}
