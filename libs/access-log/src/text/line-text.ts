import { isAscii, isUtf8 } from 'node:buffer';

const NUL = 0;
const NUL_SHOWN = '\u2400';

/** A line as text. */
export interface LineText {
  readonly text: string;
  /** True when the bytes were not UTF-8. Then each is one character (Latin-1), so that the bytes can be had back. */
  readonly latin1: boolean;
  /** True when NUL bytes around the line were taken off. Servers leave them where a file was truncated under them. */
  readonly nulPadding: boolean;
}

/**
 * The only place where bytes become text. NUL inside the line becomes the symbol for it and a lone surrogate U+FFFD, since PostgreSQL takes
 * neither. The line ending is taken off.
 */
export function lineText(line: Uint8Array | string): LineText {
  if (typeof line === 'string') return trimmed(line.isWellFormed() ? line : line.toWellFormed(), false);
  const bytes = Buffer.isBuffer(line) ? line : Buffer.from(line.buffer, line.byteOffset, line.byteLength);
  if (isAscii(bytes)) return trimmed(bytes.toString('latin1'), false);
  return isUtf8(bytes) ? trimmed(bytes.toString('utf8'), false) : trimmed(bytes.toString('latin1'), true);
}

function trimmed(text: string, latin1: boolean): LineText {
  let start = 0;
  let end = text.length;
  while (end > start && isLineEnd(text.charCodeAt(end - 1))) end -= 1;
  const lineEnd = end;
  while (start < end && text.charCodeAt(start) === NUL) start += 1;
  while (end > start && (text.charCodeAt(end - 1) === NUL || isLineEnd(text.charCodeAt(end - 1)))) end -= 1;
  const inner = start === 0 && end === text.length ? text : text.slice(start, end);
  return { text: withoutNul(inner), latin1, nulPadding: start > 0 || end < lineEnd };
}

function withoutNul(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', NUL_SHOWN) : text;
}

function isLineEnd(code: number): boolean {
  return code === 10 || code === 13;
}

/** NUL becomes the symbol for it, a lone surrogate U+FFFD. For strings that come out of JSON, where escapes can make both. */
export function cleanText(text: string): string {
  return withoutNul(text.isWellFormed() ? text : text.toWellFormed());
}
