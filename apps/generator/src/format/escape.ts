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

/**
 * A text inside a JSON string, as nginx's `escape=json` and every JSON writer have it. Half a surrogate pair, which no server can have read, becomes
 * U+FFFD.
 */
export function jsonEscape(text: string): string {
  return JSON.stringify(text.isWellFormed() ? text : text.toWellFormed()).slice(1, -1);
}

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
  return code < 32 || code === 127 ? `\\x${code.toString(16).padStart(2, '0')}` : character;
}

function hexBytes(text: string): string {
  let hex = '';
  for (const byte of Buffer.from(text)) hex += `\\x${byte.toString(16).padStart(2, '0')}`;
  return hex;
}
