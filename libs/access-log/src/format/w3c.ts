import {
  countField,
  durationField,
  type FieldSetter,
  ignoredField,
  statusField,
  textField,
  attributeField,
} from '../field/field-setters.js';
import { patternField } from '../field/pattern-field.js';
import { AccessDraft } from '../record/access-draft.js';
import { finishAccess } from '../record/finish-access.js';
import type { FormatResult, LineContext, LogFormat } from '../record/log-format.js';

/** What IIS 7 and later write by default, for files that are read from their middle. */
const IIS_FIELDS =
  'date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus ' +
  'sc-win32-status time-taken';

const MAX_FIELDS = 100;

const wholeSeconds = patternField('%H:%M:%S');
const withFraction = patternField('%H:%M:%S.%f');
const milliseconds = durationField('durationMs', 1);
const seconds = durationField('durationMs', 0.001);

const timeOfDay: FieldSetter = (draft, value, context) =>
  (value.includes('.') ? withFraction : wholeSeconds)(draft, value, context);

/** Seconds by the standard, and so CloudFront writes them, with a fraction; IIS writes whole milliseconds. */
const timeTaken: FieldSetter = (draft, value, context) =>
  (value.includes('.') ? seconds : milliseconds)(draft, value, context);

const SETTER_BY_FIELD: Readonly<Record<string, FieldSetter>> = {
  date: patternField('%Y-%m-%d'),
  time: timeOfDay,
  'cs-method': textField('method'),
  'cs-uri': textField('target'),
  'cs-uri-stem': textField('path'),
  'cs-uri-query': textField('query'),
  'cs-username': textField('user'),
  'cs-version': textField('protocol'),
  'cs-host': textField('host'),
  'cs(host)': textField('host'),
  'cs(referer)': textField('referrer'),
  'cs(user-agent)': spacesField(),
  'cs(x-forwarded-for)': spacesField('forwardedFor'),
  'x-forwarded-for': spacesField('forwardedFor'),
  'c-ip': textField('peer'),
  's-port': countField('serverPort'),
  'sc-status': statusField,
  'sc-bytes': countField('responseSize'),
  'cs-bytes': countField('requestSize'),
  'time-taken': timeTaken,
  'c-port': ignoredField,
};

/**
 * W3C extended log file format, as IIS writes it. A `#Fields:` directive says what the lines after it hold, so each source has its own parser. Times
 * are UTC by definition.
 */
export function w3c(): LogFormat {
  let setters = readFields(IIS_FIELDS);
  const parse = (line: string, context: LineContext): FormatResult => {
    if (line.startsWith('#')) {
      if (line.startsWith('#Fields:')) setters = readFields(line.slice('#Fields:'.length).trim());
      return 'directive';
    }
    const draft = new AccessDraft(false);
    let at = 0;
    for (const set of setters) {
      if (at > line.length) return 'format_mismatch';
      const end = valueEnd(line, at);
      const value = unquoted(line.slice(at, end));
      if (value !== '-' && !set(draft, value, context)) return 'format_mismatch';
      at = end + 1;
    }
    if (draft.localDate === undefined || at <= line.length)
      return draft.localDate === undefined ? 'bad_time' : 'format_mismatch';
    draft.timestamp = draft.localDate + (draft.localTime ?? 0);
    draft.localDate = undefined;
    return finishAccess(draft, context);
  };
  return { name: 'w3c', kind: 'access', parse };
}

function readFields(list: string): FieldSetter[] {
  const names = list.split(/\s+/).slice(0, MAX_FIELDS);
  return names.map((name) => SETTER_BY_FIELD[name.toLowerCase()] ?? attributeField(name));
}

/** Values are separated by spaces or tabs; one that holds some is quoted. */
function valueEnd(line: string, from: number): number {
  const begin = line.charCodeAt(from) === 34 ? line.indexOf('"', from + 1) + 1 || from : from;
  for (let at = begin; at < line.length; at += 1) {
    const code = line.charCodeAt(at);
    if (code === 32 || code === 9) return at;
  }
  return line.length;
}

function unquoted(value: string): string {
  return value.length > 1 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
}

/** IIS writes `+` for a space. */
function spacesField(member: 'userAgent' | 'forwardedFor' = 'userAgent'): FieldSetter {
  return (draft, value) => {
    draft[member] = value.replaceAll('+', ' ');
    return true;
  };
}
