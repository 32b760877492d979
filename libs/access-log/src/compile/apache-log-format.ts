import {
  attributeField,
  clfTimeField,
  countField,
  durationField,
  epochField,
  type FieldSetter,
  ignoredField,
  isoTimeField,
  statusField,
  textField,
  traceparentField,
} from '../field/field-setters.js';
import { field, type FieldPart, type FormatPart } from '../field/format-part.js';
import { patternPart } from '../field/pattern-field.js';
import type { LogFormat } from '../record/log-format.js';
import { jsonTemplateFormat } from './json-template.js';
import { LogFormatError } from './log-format-error.js';
import { textFormat } from './text-format.js';

const MAX_FORMAT_LENGTH = 16_384;
const SECONDS = 0.001;
const US = 1000;

/** `%`, conditions on the status, `<` or `>` for the first or last internal redirect, a name in braces, the letter. */
const DIRECTIVE = /%(?:!?\d{3}(?:,\d{3})*)?[<>]?(?:\{([^}]*)\})?(\^[a-z]{2}|[A-Za-z%])/g;

const FIELD_BY_LETTER: Readonly<Record<string, FieldPart>> = {
  h: field(textField('peer'), 'list'),
  a: field(textField('peer'), 'list'),
  l: field(ignoredField, 'token'),
  u: field(textField('user')),
  r: field(textField('request')),
  m: field(textField('method'), 'token'),
  U: field(textField('path')),
  q: field(queryField()),
  H: field(textField('protocol'), 'token'),
  s: field(statusField, 'number', 'bad_status'),
  b: field(countField('bodySize'), 'number'),
  B: field(countField('bodySize'), 'number'),
  O: field(countField('responseSize'), 'number'),
  I: field(countField('requestSize'), 'number'),
  D: field(durationField('durationMs', US), 'number'),
  T: field(durationField('durationMs', SECONDS), 'number'),
  v: field(textField('serverName'), 'token'),
  V: field(textField('serverName'), 'token'),
  p: field(countField('serverPort'), 'number'),
  L: field(textField('requestId'), 'token'),
  A: field(attributeField('local_address'), 'token'),
  f: field(attributeField('file')),
  k: field(attributeField('keepalive_requests'), 'number'),
  P: field(attributeField('pid'), 'token'),
  R: field(attributeField('handler'), 'token'),
  S: field(attributeField('bytes_transferred'), 'number'),
  X: field(attributeField('connection_status'), 'token'),
};

const FIELD_BY_HEADER: ReadonlyMap<string, FieldPart> = new Map([
  ['referer', field(textField('referrer'))],
  ['user-agent', field(textField('userAgent'))],
  ['x-forwarded-for', field(textField('forwardedFor'), 'list')],
  ['host', field(textField('host'))],
  ['x-request-id', field(textField('requestId'))],
  ['traceparent', field(traceparentField, 'token')],
]);

/** Units of `%{…}T`, in pieces of a millisecond. */
const UNITS: Readonly<Record<string, number>> = { s: SECONDS, ms: 1, us: US };

/**
 * Compiles a format of Apache's mod_log_config: the string itself or the whole directive (`LogFormat "…" combined`).
 *
 * @throws LogFormatError when two fields stand side by side, or a time pattern is unknown
 */
export function compileApacheFormat(text: string, name?: string): LogFormat {
  if (text.length > MAX_FORMAT_LENGTH)
    throw new LogFormatError(`the format is longer than ${MAX_FORMAT_LENGTH} characters`);
  const directive = /^\s*LogFormat\s+"((?:[^"\\]|\\.)*)"\s*(\S*)/s.exec(text);
  const format = unquote(directive?.[1] ?? text.trim());
  const title = name ?? (directive?.[2] || 'apache');
  if (format.trimStart().startsWith('{')) return jsonTemplateFormat(title, format, '%', onlyField);
  return textFormat(title, split(format.replaceAll('%U%q', '%{target}n')));
}

/** Inside the directive's quotes `\"` is a quote and `\t` a tab; a bare string has them plain. */
function unquote(text: string): string {
  return text.replaceAll('\\"', '"').replaceAll('\\t', '\t').replaceAll('\\\\', '\\');
}

function onlyField(leaf: string): FormatPart | undefined {
  const parts = split(leaf);
  return parts.length === 1 ? parts[0] : undefined;
}

function split(format: string): FormatPart[] {
  const parts: FormatPart[] = [];
  let end = 0;
  for (const match of format.matchAll(DIRECTIVE)) {
    parts.push(format.slice(end, match.index));
    end = match.index + match[0].length;
    const letter = match[2] ?? '';
    if (letter === '%') parts.push('%');
    else if (letter === 't') parts.push(...timeParts(match[1]));
    else parts.push(partOf(letter, match[1]));
  }
  parts.push(format.slice(end));
  return parts.filter((part) => part !== '');
}

function partOf(letter: string, name: string | undefined): FieldPart {
  if (letter === 'i' || letter === 'o' || letter === '^ti' || letter === '^to')
    return headerField(letter, (name ?? '').toLowerCase());
  if (letter === 'n' && name === 'target') return field(textField('target'));
  if (letter === 'T' && name !== undefined && name in UNITS)
    return field(durationField('durationMs', UNITS[name] ?? US), 'number');
  if (letter === 'a' && name === 'c') return field(attributeField('peer_address'), 'token');
  if (letter === 'P' && name !== undefined) return field(attributeField(name), 'token');
  if (name !== undefined && 'neCx'.includes(letter)) return field(attributeField(name));
  return FIELD_BY_LETTER[letter] ?? field(attributeField(letter));
}

function headerField(letter: string, header: string): FieldPart {
  if (letter === 'i') return FIELD_BY_HEADER.get(header) ?? field(attributeField(header));
  if (header === 'content-type') return field(textField('contentType'));
  return header === 'grpc-status' ? field(countField('grpcStatus'), 'number') : field(attributeField(header));
}

/** `%t` brings its brackets with it, `%{…}t` does not. */
function timeParts(format: string | undefined): FormatPart[] {
  const pattern = format?.replace(/^(?:begin|end):?/, '');
  if (pattern === undefined || pattern === '') return ['[', field(clfTimeField, 'text', 'bad_time'), ']'];
  if (pattern === 'sec') return [field(epochField(SECONDS), 'number', 'bad_time')];
  if (pattern === 'msec') return [field(epochField(1), 'number', 'bad_time')];
  if (pattern === 'usec') return [field(epochField(US), 'number', 'bad_time')];
  if (pattern === 'msec_frac' || pattern === 'usec_frac')
    return [field(fractionField(pattern === 'msec_frac' ? 1 : US), 'number', 'bad_time')];
  if (/^%(?:FT%T|Y-%m-%dT%H:%M:%S)(?:%z)?$/.test(pattern)) return [field(isoTimeField, 'token', 'bad_time')];
  try {
    return [patternPart(pattern)];
  } catch (cause) {
    throw new LogFormatError(`%{${pattern}}t: ${(cause as Error).message}`);
  }
}

/** The fraction stands after the rest of the time, which has been read by then. */
function fractionField(perMs: number): FieldSetter {
  return (draft, value) => {
    const fraction = /^\d{1,6}$/.test(value) ? Number(value) / perMs : Number.NaN;
    if (Number.isNaN(fraction)) return false;
    if (draft.timestamp !== undefined) draft.timestamp += fraction;
    return true;
  };
}

/** Apache's `%q` has its question mark. */
function queryField(): FieldSetter {
  return (draft, value) => {
    draft.query = value.startsWith('?') ? value.slice(1) : value;
    return true;
  };
}
