import { types } from 'node:util';
import type { KeyTable } from './key-table.js';
import { cutText, quote } from './quote.js';
import { withoutColours } from './terminal-text.js';

/** Characters of the members that libraries hang on an error, such as a whole request, all together. */
const MAX_MEMBERS = 4 * 1024;
const STANDARD_KEYS: ReadonlySet<string> = new Set([
  'name',
  'type',
  'message',
  'stack',
  'code',
  'cause',
  'errors',
  // winston adds these to an error that is logged as such.
  'level',
  'timestamp',
]);
const TYPE_IN_STACK = /^(?:Uncaught )?([A-Za-z_$][\w$.]{0,99})(?=:|$)/;

/** Encodes what an error consists of: the value values, which encodes errors by this file. */
interface Values {
  readonly keys: KeyTable;
  readonly maxErrors: number;
  readonly isSpent: boolean;
  text(value: string): string;
  value(value: unknown): string | undefined;
  member(target: object, entry: ReturnType<KeyTable['of']>, first: boolean): string;
  inside(target: object, encode: () => string, circular: string): string;
  within(characters: number, encode: () => string): string;
}

/** True for an error of this realm or another: workers, `vm` and test runners have an `Error` of their own. */
export function isError(value: unknown): value is object {
  return value instanceof Error || types.isNativeError(value);
}

/** True for an error, and for what carries a stack and a message like one. */
export function isErrorLike(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return false;
  if (isError(value)) return true;
  const { stack, message } = value as { stack?: unknown; message?: unknown };
  return typeof stack === 'string' && typeof message === 'string';
}

/** A value that was logged as an error: one, or an object with the members of one, as another service sends it. */
export function asError(value: unknown): object | undefined {
  if (isErrorLike(value)) return value;
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return undefined;
  const { message, stack, code, type, stack_trace: ecsStack } = value as Record<string, unknown>;
  if (typeof message !== 'string') return undefined;
  if (typeof ecsStack === 'string') return { ...value, stack: ecsStack, stack_trace: undefined };
  return (stack ?? code ?? type) === undefined ? undefined : value;
}

/**
 * An error as the record's `error`: type, message, code, stack, its cause chain, the errors of an `AggregateError`
 * and the members that libraries hang on it.
 *
 * @param depth position in the chain of causes, 0 for the logged error
 */
export function encodeError(values: Values, error: object, depth: number): string {
  const read = reader(error);
  let out = '';
  const type = typeOf(error, read);
  if (type !== undefined) out = `"type":${values.text(cutText(withoutColours(type), 200))}`;
  for (const key of ['message', 'code', 'stack'] as const) {
    const text = textOf(values, read(key));
    if (text !== undefined) out += `${out === '' ? '' : ','}"${key}":${text}`;
  }
  const chain = chained(values, error, read, depth);
  out += out === '' ? chain.slice(1) : chain;
  return `{${out}${values.within(MAX_MEMBERS, () => membersOf(values, error, out === ''))}}`;
}

function membersOf(values: Values, error: object, isFirst: boolean): string {
  let out = '';
  for (const key of Object.keys(error)) {
    if (STANDARD_KEYS.has(key)) continue;
    const first = isFirst && out === '';
    if (values.isSpent) return `${out}${first ? '' : ','}"…":"[cut]"`;
    out += values.member(error, values.keys.of(key), first);
  }
  return out;
}

function chained(values: Values, error: object, read: (key: string) => unknown, depth: number): string {
  let out = '';
  const cause = read('cause');
  if (cause != null && cause !== error) {
    const text = isErrorLike(cause) ? nested(values, cause, depth + 1) : causeText(values, cause);
    out += `,"cause":${text}`;
  }
  const errors = read('errors');
  if (Array.isArray(errors) && !types.isProxy(errors)) {
    const shown = errors.slice(0, values.maxErrors).map((inner: unknown) => {
      return isErrorLike(inner) ? nested(values, inner, depth + 1) : causeText(values, inner);
    });
    out += `,"errors":[${shown.join(',')}]`;
  }
  return out;
}

function nested(values: Values, error: object, depth: number): string {
  if (depth > values.maxErrors) return '{"message":"…[cut: chain of causes too long]"}';
  return values.inside(error, () => encodeError(values, error, depth), '{"message":"[Circular]"}');
}

/** A cause that is no error keeps the shape of one, so that readers need one case only. */
function causeText(values: Values, cause: unknown): string {
  const value = values.value(cause) ?? 'null';
  if (value.startsWith('{')) return value;
  return `{"message":${value.startsWith('"') ? value : quote(value)}}`;
}

function textOf(values: Values, value: unknown): string | undefined {
  if (typeof value === 'string') return values.text(withoutColours(value));
  if (typeof value === 'number') return `"${value}"`;
  // nest-winston hands the stack over as a list of lines.
  const isLines = Array.isArray(value) && value.every((line) => typeof line === 'string');
  return isLines ? values.text(withoutColours(value.join('\n'))) : undefined;
}

function typeOf(error: object, read: (key: string) => unknown): string | undefined {
  const name = read('name') ?? read('type');
  const own: unknown = error.constructor;
  const className = typeof own === 'function' && own !== Object ? own.name : '';
  // A subclass that forgot to set `name` is still told apart by its class.
  if (typeof name === 'string' && name !== '' && (name !== 'Error' || className === '')) return name;
  if (className !== '') return className;
  const stack = read('stack');
  return typeof stack === 'string' ? typeFromStack(stack) : undefined;
}

/** `TypeError` of `TypeError: x is not a function\n    at …`. */
export function typeFromStack(stack: string): string | undefined {
  return TYPE_IN_STACK.exec(stack.slice(0, 200))?.[1];
}

function reader(target: object): (key: string) => unknown {
  return (key) => {
    try {
      return (target as Record<string, unknown>)[key];
    } catch {
      // A getter that throws stands for a member that is not there; the error's other members still tell the story.
      return undefined;
    }
  };
}
