import { encodeError, isError, isErrorLike, typeFromStack } from './encode-error.js';
import type { Info } from './info-arguments.js';
import type { ValueEncoder } from './value-encoder.js';

/** The error that was logged as such: the info itself, its message, or an argument after the message. */
export function findLoggedError(info: Info, args: readonly unknown[] | undefined): object | undefined {
  if (Object.getPrototypeOf(info) !== Object.prototype && isError(info)) return info;
  const message = info['message'];
  if (typeof message === 'object' && isErrorLike(message)) return message;
  if (args === undefined) return undefined;
  for (const value of args) if (isError(value)) return value;
  return undefined;
}

/** The record's `error` of a logged error. */
export function encodeLoggedError(encoder: ValueEncoder, error: object): string {
  return encoder.inside(error, () => encodeError(encoder, error, 0), '{}');
}

/** The record's `error` of a stack without its error: what `format.errors({ stack: true })` and exception handlers leave. */
export function encodeStack(
  encoder: ValueEncoder,
  stack: string | readonly unknown[],
  message: unknown,
  cause: unknown,
): string {
  const lines = typeof stack === 'string' ? stack : stack.filter((line) => typeof line === 'string').join('\n');
  return encodeError(encoder, { name: typeFromStack(lines) ?? 'Error', message, stack: lines, cause }, 0);
}
