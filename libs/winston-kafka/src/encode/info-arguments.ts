import { format as formatText } from 'node:util';
import { isError, isErrorLike } from './encode-error.js';
import { quote } from './quote.js';
import { withoutColours } from './terminal-text.js';
import type { ValueEncoder } from './value-encoder.js';

/** The arguments after the message, as winston hands them over. */
const SPLAT = Symbol.for('splat');
/** Where winston's formats leave the line's text (triple-beam). */
const TEXT = Symbol.for('message');
const LINE_FEED = 0x0a;
const PLACEHOLDER = /%[sdifjoOc]/;

/** A winston info: members by name, and some under symbols. */
export type Info = Record<PropertyKey, unknown>;

/** The arguments that winston left after the message, undefined when there are none. */
export function argumentsOf(info: Info): readonly unknown[] | undefined {
  const splat = info[SPLAT];
  return Array.isArray(splat) && splat.length > 0 ? splat : undefined;
}

/**
 * The message of a log call, as text without colours and without the line end that line-wise writers such as morgan
 * add. `format.logstash()` takes it out of the info and leaves it in the line's text only.
 */
export function messageOf(info: Info): unknown {
  const { message } = info;
  if (typeof message === 'string') return cleanText(message);
  return message === undefined ? messageInText(info[TEXT]) : message;
}

function cleanText(text: string): string {
  const plain = withoutColours(text);
  return plain.charCodeAt(plain.length - 1) === LINE_FEED ? plain.replace(/\r?\n$/, '') : plain;
}

function messageInText(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    const line = JSON.parse(text) as Record<string, unknown> | null;
    return line?.['@message'] ?? line?.['message'];
  } catch {
    // Not JSON: the format's text is the best that there is.
    return cleanText(text);
  }
}

/** The message as JSON, its placeholders filled. */
export function encodeMessage(encoder: ValueEncoder, message: unknown, args: readonly unknown[] | undefined): string {
  if (typeof message === 'string') {
    if (args === undefined || !hasPlaceholder(message)) return encoder.text(message);
    return encoder.text(interpolate(message, args, (value) => encoder.value(value) ?? ''));
  }
  if (message === undefined) return '""';
  if (isErrorLike(message)) return encoder.text(String((message as Error).message));
  const encoded = encoder.value(message) ?? '""';
  return encoded.startsWith('"') ? encoded : quote(encoded);
}

/** Arguments that neither a placeholder nor winston's merge has taken. */
export function leftOver(args: readonly unknown[], message: unknown): readonly unknown[] {
  const [first] = args;
  if (args.length === 1 && typeof first === 'object') return [];
  const text = typeof message === 'string' ? message : '';
  if (hasPlaceholder(text)) return [];
  return args.filter((value, index) => {
    if (typeof value === 'object' && value !== null) return index > 0 && !isError(value);
    return (typeof value === 'string' || typeof value === 'number') && !text.includes(String(value));
  });
}

/** True for a message that wants values put into it. */
export function hasPlaceholder(message: string): boolean {
  return message.includes('%') && PLACEHOLDER.test(message);
}

function interpolate(message: string, args: readonly unknown[], asText: (value: object) => string): string {
  const values = args.map((value) => (typeof value === 'object' && value !== null ? asText(value) : value));
  const placeholders = message.match(/%[sdifjoOc]/g)?.length ?? 0;
  return formatText(message, ...values.slice(0, placeholders));
}
