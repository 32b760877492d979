import { isUtf8 } from 'node:buffer';

const BACKSLASH = 92;
const QUOTE = 34;
const X = 120;

/**
 * Takes off the escapes of log lines: `\"`, `\\`, and `\xHH`, by which nginx and Apache write bytes that are not printable. Bytes that are
 * no text of their own stay as they came: control characters, and runs that are not UTF-8.
 */
export function unescapeLogText(text: string): string {
  let at = text.indexOf('\\');
  if (at === -1) return text;
  let result = '';
  let copied = 0;
  while (at !== -1 && at < text.length - 1) {
    const next = text.charCodeAt(at + 1);
    const runEnd = next === X ? hexRunEnd(text, at) : at;
    if (runEnd > at) {
      result += text.slice(copied, at) + decodeHexRun(text.slice(at, runEnd));
      copied = runEnd;
    } else if (next === BACKSLASH) {
      const pairs = Math.floor((backslashesEnd(text, at) - at) / 2);
      result += text.slice(copied, at) + '\\'.repeat(pairs);
      copied = at + 2 * pairs;
    } else if (next === QUOTE) {
      result += text.slice(copied, at);
      copied = at + 1;
    }
    at = text.indexOf('\\', Math.max(copied, runEnd, at + 1));
  }
  return result + text.slice(copied);
}

function backslashesEnd(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === BACKSLASH) at += 1;
  return at;
}

/** End of the run of `\xHH` that begins at `from`; `from` itself when none does. */
export function hexRunEnd(text: string, from: number): number {
  let at = from;
  while (
    text.charCodeAt(at) === BACKSLASH &&
    text.charCodeAt(at + 1) === X &&
    hexDigit(text.charCodeAt(at + 2)) >= 0 &&
    hexDigit(text.charCodeAt(at + 3)) >= 0
  ) {
    at += 4;
  }
  return at;
}

/** The bytes of a run of `\xHH`. */
export function hexRunBytes(run: string): Buffer {
  const bytes = Buffer.allocUnsafe(run.length / 4);
  for (let byte = 0; byte < bytes.length; byte += 1) {
    bytes[byte] = hexDigit(run.charCodeAt(byte * 4 + 2)) * 16 + hexDigit(run.charCodeAt(byte * 4 + 3));
  }
  return bytes;
}

function decodeHexRun(run: string): string {
  const bytes = hexRunBytes(run);
  if (!isUtf8(bytes)) return run;
  const text = bytes.toString('utf8');
  return hasControl(text) ? run : text;
}

function hasControl(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 32 || code === 127) return true;
  }
  return false;
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  if (code >= 97 && code <= 102) return code - 87;
  return code >= 65 && code <= 70 ? code - 55 : -1;
}
