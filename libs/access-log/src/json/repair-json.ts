import { isUtf8 } from 'node:buffer';
import { hexRunBytes, hexRunEnd } from '../text/unescape.js';

const QUOTE = 34;
const BACKSLASH = 92;
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * Mends JSON that a server wrote from a format string: `\xHH` inside strings, values that are missing or `-` or lists without quotes (unquoted
 * variables), quotes and control characters inside strings that nobody escaped. One pass, linear in the length.
 *
 * @returns text that may be JSON; only `JSON.parse` can tell
 */
export function repairJson(text: string): string {
  let result = '';
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const end = stringEnd(text, at + 1);
      result += `"${mendString(text.slice(at + 1, end))}"`;
      at = end + 1;
    } else if (code === 58) {
      const begin = skipSpace(text, at + 1);
      result += ':';
      at = begin;
      if (!beginsValue(text.charCodeAt(begin))) {
        const end = bareEnd(text, begin);
        result += bareValue(text.slice(begin, end).trim());
        at = end;
      }
    } else {
      result += text.charAt(at);
      at += 1;
    }
  }
  return result;
}

/** The quote that closes a string: what may follow a string follows it. */
function stringEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === QUOTE && endsString(text, skipSpace(text, at + 1))) return at;
  }
  return text.length;
}

function endsString(text: string, next: number): boolean {
  if (next >= text.length) return true;
  const code = text.charCodeAt(next);
  if (code === 58 || code === 125 || code === 93) return true;
  return code === 44 && text.charCodeAt(skipSpace(text, next + 1)) === QUOTE;
}

function beginsValue(code: number): boolean {
  return code === QUOTE || code === 123 || code === 91;
}

/** A value without quotes ends before the next key or the object's end. */
function bareEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 125 || code === 93) return at;
    if (code === 44 && text.charCodeAt(skipSpace(text, at + 1)) === QUOTE) return at;
  }
  return text.length;
}

function bareValue(text: string): string {
  if (text === '' || text === '-') return 'null';
  if (text === 'null' || text === 'true' || text === 'false' || (text.length <= 64 && JSON_NUMBER.test(text)))
    return text;
  return `"${mendString(text)}"`;
}

function mendString(text: string): string {
  let result = '';
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) {
      const run = hexRunEnd(text, at);
      const end = run > at ? run : escapeEnd(text, at);
      result += run > at ? quoteBytes(text.slice(at, run)) : end > at ? text.slice(at, end) : '\\\\';
      at = Math.max(end, at + 1);
    } else {
      result += code === QUOTE ? '\\"' : code < 32 ? JSON.stringify(text.charAt(at)).slice(1, -1) : text.charAt(at);
      at += 1;
    }
  }
  return result;
}

/** End of an escape that JSON knows; `at` itself when it is none. */
function escapeEnd(text: string, at: number): number {
  const next = text.charAt(at + 1);
  if (next !== '' && '"\\/bfnrt'.includes(next)) return at + 2;
  return next === 'u' && /^[0-9a-fA-F]{4}$/.test(text.slice(at + 2, at + 6)) ? at + 6 : at;
}

function quoteBytes(run: string): string {
  const bytes = hexRunBytes(run);
  return JSON.stringify(bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1')).slice(1, -1);
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9) at += 1;
  return at;
}
