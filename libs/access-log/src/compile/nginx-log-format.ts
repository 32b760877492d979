import { field, type FormatPart } from '../field/format-part.js';
import { textField } from '../field/field-setters.js';
import { jsonTemplateFormat } from './json-template.js';
import { LogFormatError } from './log-format-error.js';
import { nginxField } from '../field/nginx-fields.js';
import { textFormat } from './text-format.js';
import type { LogFormat } from '../record/log-format.js';

const MAX_FORMAT_LENGTH = 16_384;

/** Variables that are one value when they stand side by side. */
const WHOLE_TARGET = '$uri$is_args$args';

/** A request line in three variables; as one, its path may hold spaces. */
const WHOLE_REQUEST = /\$request_method \$(?:request_)?uri \$server_protocol/g;

/**
 * Compiles a format of nginx: the string itself or the whole directive (`log_format main escape=json '…' '…';`). A format of JSON becomes a JSON
 * parser that knows which key holds which variable.
 *
 * @param text as it stands in nginx.conf
 * @throws LogFormatError when two variables stand side by side or a quote is not closed
 */
export function compileNginxFormat(text: string, name?: string): LogFormat {
  if (text.length > MAX_FORMAT_LENGTH)
    throw new LogFormatError(`the format is longer than ${MAX_FORMAT_LENGTH} characters`);
  const directive = readDirective(text);
  const format = directive.format.replaceAll(WHOLE_TARGET, '$request_uri').replaceAll(WHOLE_REQUEST, '$request');
  const title = name ?? directive.name ?? 'nginx';
  if (format.trimStart().startsWith('{')) return jsonTemplateFormat(title, format, '$', (leaf) => onlyVariable(leaf));
  return textFormat(title, split(format), directive.escape !== 'json');
}

function onlyVariable(leaf: string): FormatPart | undefined {
  const parts = split(leaf);
  return parts.length === 1 ? parts[0] : undefined;
}

/** `$name` and `${name}` are variables, the rest is literal. */
function split(format: string): FormatPart[] {
  const parts: FormatPart[] = [];
  let end = 0;
  for (const match of format.matchAll(/\$(?:\{(\w+)\}|(\w+))/g)) {
    if (match.index > end) parts.push(format.slice(end, match.index));
    const variable = match[1] ?? match[2] ?? '';
    end = match.index + match[0].length;
    const isHostOfUrl = (variable === 'host' || variable === 'http_host') && format.startsWith('$request_uri', end);
    if (isHostOfUrl) {
      parts.push(field(textField('host')), '/');
      continue;
    }
    const isPathOfUrl = variable === 'request_uri' && parts.at(-1) === '/';
    parts.push(isPathOfUrl ? field((draft, value) => ((draft.target = `/${value}`), true)) : nginxField(variable));
  }
  if (end < format.length) parts.push(format.slice(end));
  return parts;
}

interface Directive {
  readonly name: string | undefined;
  readonly escape: string | undefined;
  readonly format: string;
}

function readDirective(text: string): Directive {
  const head = /^\s*log_format\s+(\S+)\s+(?:escape=(\w+)\s+)?/.exec(text);
  if (head === null) {
    const bare = text.trim();
    return { name: undefined, escape: undefined, format: /^(['"]).*\1;?$/s.test(bare) ? joinStrings(bare) : bare };
  }
  return { name: head[1], escape: head[2], format: joinStrings(text.slice(head[0].length)) };
}

/** nginx joins the strings of a directive. Inside, a backslash takes the special meaning of the character after it. */
function joinStrings(text: string): string {
  let joined = '';
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quote === '') {
      if (character === ';') return joined;
      if (character === "'" || character === '"') quote = character;
      else if (!/\s/.test(character)) joined += character;
    } else if (character === quote) quote = '';
    else if (character === '\\' && /["'\\]/.test(text.charAt(at + 1))) {
      at += 1;
      joined += text.charAt(at);
    } else joined += character;
  }
  if (quote !== '') throw new LogFormatError(`a string of the format is not closed: ${quote} is missing`);
  return joined;
}
