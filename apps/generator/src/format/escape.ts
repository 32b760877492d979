import { lineBytes } from './line-bytes.js';

/** What every control character, the quote, the backslash and everything outside of ASCII is to nginx and Apache. */
const UNPRINTABLE = /[^ !#-[\]-~]/;
const EACH_UNPRINTABLE = /[^ !#-[\]-~]+/g;

/** nginx's `escape=default`: the bytes of `"`, `\`, control characters and all beyond ASCII become `\xXX` (ngx_http_log_module). */
export function nginxEscape(text: string): string {
  if (!UNPRINTABLE.test(text)) return text;
  return text.replace(EACH_UNPRINTABLE, (run) => hexBytes(run).toUpperCase().replaceAll('\\X', '\\x'));
}

/** What Apache writes by a letter. */
const LETTERS: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

/** Apache's access log: `\"`, `\\`, letters for white space, `\xhh` for the other bytes (`ap_escape_logitem`). */
export function apacheEscape(text: string): string {
  if (!UNPRINTABLE.test(text)) return text;
  return text.replace(EACH_UNPRINTABLE, (run) => {
    let escaped = '';
    for (const character of run) escaped += LETTERS[character] ?? hexBytes(character);
    return escaped;
  });
}

/** Apache's error log: the same, but quotes stay as they are (`ap_escape_errorlog_item`). */
export function apacheErrorEscape(text: string): string {
  return apacheEscape(text).replaceAll('\\"', '"');
}

/** A text inside a JSON string, as nginx's `escape=json` has it: bytes that are no UTF-8 stay as they are. */
export function jsonEscape(text: string): string {
  return withBytes(JSON.stringify(text)).slice(1, -1);
}

/** The JSON of nginx's and of lua-cjson: bytes that are no UTF-8 stay as they are. Half a surrogate pair, which no server can have read, becomes U+FFFD. */
export function withBytes(json: string): string {
  if (!json.includes('\\ud')) return json;
  return json.replace(JSON_ESCAPES, (escape, code?: string) => {
    if (code === undefined) return escape;
    return code.startsWith('dc') ? String.fromCharCode(parseInt(code, 16)) : '\ufffd';
  });
}

/** The JSON of Go's and Envoy's: each byte that is no UTF-8 becomes U+FFFD. */
export function withoutBytes(json: string): string {
  if (!json.includes('\\ud')) return json;
  return json.replace(JSON_ESCAPES, (escape, code?: string) => (code === undefined ? escape : '\ufffd'));
}

/** Escapes of JSON; of half a surrogate pair with its number. */
const JSON_ESCAPES = /\\(?:u(d[89a-f][0-9a-f]{2})|.)/g;

/** Go's `strconv.Quote`, quotes included, for text without surrogates of half a pair. */
export function goQuote(text: string): string {
  let quoted = '';
  for (const character of text) quoted += goCharacter(character);
  return `"${quoted}"`;
}

const GO_LETTERS: Readonly<Record<string, string>> = { ...LETTERS, '\x07': '\\a', '\f': '\\f' };

function goCharacter(character: string): string {
  const letter = GO_LETTERS[character];
  if (letter !== undefined) return letter;
  const code = character.codePointAt(0) as number;
  if (code >= 0xdc80 && code <= 0xdcff) return hexBytes(character);
  return code < 32 || code === 127 ? `\\x${code.toString(16).padStart(2, '0')}` : character;
}

function hexBytes(text: string): string {
  let hex = '';
  for (const byte of lineBytes(text)) hex += `\\x${byte.toString(16).padStart(2, '0')}`;
  return hex;
}
