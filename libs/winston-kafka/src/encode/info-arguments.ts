import { format as formatText } from 'node:util';
import { isErrorLike } from './encode-error.js';
import { quote } from './quote.js';
import { type ValueEncoder } from './value-encoder.js';

/** The arguments after the message, as winston hands them over. */
const SPLAT = Symbol.for('splat');
const PLACEHOLDER = /%[sdifjoOc]/;

/** A winston info: members by name, and some under symbols. */
export type Info = Record<PropertyKey, unknown>;

/** The arguments that winston left after the message, undefined when there are none. */
export function argumentsOf(info: Info): readonly unknown[] | undefined {
  const splat = info[SPLAT];
  return Array.isArray(splat) && splat.length > 0 ? splat : undefined;
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
    if (typeof value === 'object' && value !== null) return index > 0 && !(value instanceof Error);
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
