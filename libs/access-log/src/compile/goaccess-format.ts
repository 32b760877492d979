import {
  attributeField,
  clfTimeField,
  countField,
  durationField,
  type FieldSetter,
  ignoredField,
  isoTimeField,
  statusField,
  textField,
} from '../field/field-setters.js';
import { field, type FieldPart, type FormatPart } from '../field/format-part.js';
import { patternPart } from '../field/pattern-field.js';
import type { LogFormat } from '../record/log-format.js';
import { jsonTemplateFormat } from './json-template.js';
import { LogFormatError } from './log-format-error.js';
import { textFormat } from './text-format.js';

/** GoAccess's three settings of a format. */
export interface GoAccessFormat {
  readonly logFormat: string;
  /** Default `%d/%b/%Y`. */
  readonly dateFormat?: string;
  /** Default `%H:%M:%S`. */
  readonly timeFormat?: string;
}

const MAX_FORMAT_LENGTH = 16_384;

const FIELD_BY_SPECIFIER: Readonly<Record<string, FieldPart>> = {
  v: field(textField('serverName')),
  e: field(textField('user')),
  h: field(textField('peer'), 'list'),
  r: field(textField('request')),
  m: field(textField('method'), 'token'),
  U: field(textField('target')),
  q: field(questionMarkField()),
  H: field(textField('protocol'), 'token'),
  s: field(statusField, 'number', 'bad_status'),
  b: field(countField('bodySize'), 'number'),
  R: field(textField('referrer')),
  u: field(textField('userAgent')),
  D: field(durationField('durationMs', 1000), 'number'),
  T: field(durationField('durationMs', 0.001), 'number'),
  L: field(durationField('durationMs', 1), 'number'),
  n: field(durationField('durationMs', 0.000_001), 'number'),
  K: field(attributeField('tls_version')),
  k: field(attributeField('tls_cipher')),
  M: field(textField('contentType')),
  C: field(attributeField('cache_status')),
  '^': field(ignoredField),
};

/** `%^` is whatever stands there; with date and time around it, it is the zone or the fraction, which GoAccess does not read and we do. */
const CLF_TIME = '%d:%t %^]';
const ISO_TIME = '%dT%t.%^';

/**
 * Compiles a format of GoAccess (`log-format`, `date-format` and `time-format` of its configuration).
 *
 * @throws LogFormatError when two fields stand side by side, or a specifier or conversion is unknown
 */
export function compileGoAccessFormat(format: GoAccessFormat, name = 'goaccess'): LogFormat {
  const { logFormat, dateFormat = '%d/%b/%Y', timeFormat = '%H:%M:%S' } = format;
  if (logFormat.length > MAX_FORMAT_LENGTH)
    throw new LogFormatError(`the format is longer than ${MAX_FORMAT_LENGTH} characters`);
  const text = logFormat.replaceAll('\\t', '\t').replaceAll('\\"', '"');
  const parts = (part: string): FormatPart[] => split(part, dateFormat, timeFormat);
  if (text.trimStart().startsWith('{')) {
    return jsonTemplateFormat(name, text, '%', (leaf) => parts(leaf).find((part) => typeof part === 'object'));
  }
  return textFormat(name, parts(text));
}

function split(text: string, dateFormat: string, timeFormat: string): FormatPart[] {
  const parts: FormatPart[] = [];
  for (let at = 0; at < text.length;) {
    const character = text.charAt(at);
    if (character === '~' && text.startsWith('~h{', at)) {
      parts.push(field(textField('forwardedFor'), 'list'));
      at = text.indexOf('}', at) + 1 || text.length;
    } else if (character !== '%') {
      parts.push(character);
      at += 1;
    } else if (text.startsWith(CLF_TIME, at) && dateFormat === '%d/%b/%Y') {
      parts.push(field(clfTimeField, 'text', 'bad_time'), ']');
      at += CLF_TIME.length;
    } else if (text.startsWith(ISO_TIME, at) && dateFormat === '%Y-%m-%d') {
      parts.push(field(isoTimeField, 'token', 'bad_time'));
      at += ISO_TIME.length;
    } else {
      at += pushSpecifier(parts, text, at, dateFormat, timeFormat);
    }
  }
  return parts;
}

/** @returns the length of what was read */
function pushSpecifier(parts: FormatPart[], text: string, at: number, dateFormat: string, timeFormat: string): number {
  const specifier = text.charAt(at + 1);
  if (text.startsWith('%~h{', at)) {
    parts.push(field(textField('forwardedFor'), 'list'));
    return text.indexOf('}', at) - at + 1 || 4;
  }
  // `%~` skips spaces.
  if (specifier === '~') {
    const next = FIELD_BY_SPECIFIER[text.charAt(at + 3)];
    if (text.charAt(at + 2) !== '%' || next === undefined) throw new LogFormatError('%~ stands before no field');
    parts.push({ ...next, isPadded: true });
    return 4;
  }
  if (specifier === 'x' && text.startsWith('%x.%^', at) && dateFormat === '%s') {
    parts.push(patternPart('%s.%f'));
    return 5;
  }
  parts.push(specifier === '%' ? '%' : fieldOf(specifier, dateFormat, timeFormat));
  return 2;
}

function fieldOf(specifier: string, dateFormat: string, timeFormat: string): FieldPart {
  try {
    if (specifier === 'd') return patternPart(dateFormat);
    if (specifier === 't') return patternPart(timeFormat);
    if (specifier === 'x') return patternPart(isEpoch(dateFormat) ? dateFormat : `${dateFormat} ${timeFormat}`);
  } catch (cause) {
    throw new LogFormatError(`%${specifier}: ${(cause as Error).message}`);
  }
  const part = FIELD_BY_SPECIFIER[specifier];
  if (part === undefined) throw new LogFormatError(`%${specifier} is no specifier of GoAccess`);
  return part;
}

function isEpoch(format: string): boolean {
  return format === '%s' || format === '%f' || format === '%*';
}

function questionMarkField(): FieldSetter {
  return (draft, value) => {
    draft.query = value.startsWith('?') ? value.slice(1) : value;
    return true;
  };
}
