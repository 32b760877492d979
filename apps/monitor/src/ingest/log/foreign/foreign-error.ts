import type { JsonValue, RecordError } from '@log-monitor/log-record';
import { type ForeignMembers, isObject, type Members } from './foreign-members.js';
import { looksLikeStack, readErrorLine, readHeadline } from './stack-headline.js';
import { stackText } from './stack-frames.js';

const ERROR_NAMES = [
  'error',
  'err',
  'exception',
  'exc_info',
  'exc_text',
  'thrown',
  'throwable',
  'Exception',
  '_exception',
  'fault',
];
const STACK_NAMES = ['errorVerbose', 'stack', 'stack_trace', 'stackTrace', 'stacktrace', 'StackTrace', 'traceback', 'backtrace', 'error_stack_trace', 'exception.stacktrace', 'exception.stack_trace', 'error.stack_trace', 'error.stack']; // prettier-ignore
const TYPE_NAMES = ['exception.type', 'error.type', 'error.kind', 'exc_type', 'errorType', 'error_type', 'exception_name', 'exception_class', 'exceptionType']; // prettier-ignore
const TEXT_NAMES = ['exception.message', 'error.message', 'errorMessage', 'error_message', 'exception_message'];

/** Members of an error as an object, in the words of several languages. */
const INNER_TYPE = [
  'type',
  'name',
  'class',
  'className',
  'kind',
  'exc_type',
  'exception_class',
  'exceptionType',
  'errorType',
  'ClassName',
];
const INNER_TEXT = ['message', 'msg', 'value', 'exc_value', 'exception_message', 'errorMessage', 'Message'];
const INNER_STACK = ['stack', 'stack_trace', 'stackTrace', 'stacktrace', 'traceback', 'backtrace', 'extendedStackTrace', 'stepArray', 'frames', 'trace', 'StackTraceString']; // prettier-ignore
const INNER_CAUSE = ['cause', 'previous', 'causedBy', 'innerException', 'InnerException'];
const MAX_CAUSES = 10;

/** Members of an error that are texts. */
const TEXT_MEMBERS: ReadonlySet<string> = new Set(['type', 'message', 'code', 'stack']);

/** Finds what a foreign producer says of an error: an object, the text of a stack, or fields with the names of a convention. */
export function readForeignError(members: ForeignMembers): RecordError | undefined {
  const given = members.takeAs(ERROR_NAMES, (value) => errorFromValue(value));
  const stack = members.takeAs(STACK_NAMES, (value) => (isObject(value) ? undefined : stackText(value)));
  const fields =
    given === undefined && stack === undefined
      ? members.takeAs(['stack_trace'], (value) => errorFromValue(value))
      : undefined;
  const type = members.takeText(TYPE_NAMES);
  const text = members.takeText(TEXT_NAMES);
  if (given === undefined && stack === undefined && fields === undefined && type === null && text === null)
    return undefined;
  const error: RecordError = { ...fields, ...given };
  if (type !== null) error.type ??= type;
  if (text !== null) error.message ??= text;
  if (stack !== undefined) {
    error.stack ??= stack;
    // An Error that a logger spread over the record has its code there.
    const code = members.takeAs(['code', 'metadata.code'], (value) =>
      typeof value === 'string' && /^[A-Z][A-Z0-9_]+$/.test(value) ? value : undefined,
    );
    if (code !== undefined) error.code ??= code;
  }
  return withHeadline(error);
}

/** An error whose stack is part of a message. */
export function errorInText(text: string): RecordError | undefined {
  return text.includes('\n') && looksLikeStack(text) ? withHeadline({ stack: text }) : undefined;
}

/** @returns undefined for what is no error: null, a boolean, an empty text */
export function errorFromValue(value: JsonValue | undefined, depth = 0): RecordError | undefined {
  if (value === undefined || value === null || typeof value === 'boolean' || value === '' || value === 0)
    return undefined;
  if (depth > MAX_CAUSES) return undefined;
  if (typeof value === 'string')
    return value.includes('\n') ? withHeadline({ stack: value }) : { ...(readErrorLine(value) ?? { message: value }) };
  if (typeof value === 'number') return { message: String(value) };
  if (!Array.isArray(value)) return errorFromObject(value, depth);
  // structlog's dict_tracebacks: a list of exceptions, the newest first.
  const [first] = value;
  if (isObject(first) && INNER_STACK.some((name) => name in first)) return errorFromObject(first, depth);
  const stack = stackText(value);
  return stack === undefined ? undefined : withHeadline({ stack });
}

function errorFromObject(value: Members, depth: number): RecordError | undefined {
  const rest: Members = { ...value };
  const take = <Value>(names: readonly string[], read: (inner: JsonValue) => Value | undefined): Value | undefined => {
    for (const name of names) {
      const found = Object.hasOwn(rest, name) ? read(rest[name] as JsonValue) : undefined;
      if (found === undefined) continue;
      delete rest[name];
      return found;
    }
    return undefined;
  };
  const text = (inner: JsonValue): string | undefined =>
    typeof inner === 'string' && inner !== '' ? inner : undefined;
  const type = take(INNER_TYPE, text);
  const message = take(INNER_TEXT, text);
  const stack = take(INNER_STACK, (inner) => stackText(inner, message === undefined ? type : `${type}: ${message}`));
  const code = take(['code'], (inner) =>
    typeof inner === 'string' || typeof inner === 'number' ? String(inner) : undefined,
  );
  const cause = take(INNER_CAUSE, (inner) => errorFromValue(isObject(inner) && isObject(inner['exception']) ? inner['exception'] : inner, depth + 1)); // prettier-ignore
  const error: RecordError = { ...textsOf(withoutNulls(rest)) };
  if (type !== undefined) error.type = type;
  if (message !== undefined) error.message = message;
  if (stack !== undefined) error.stack = stack;
  if (code !== undefined) error.code = code;
  if (cause !== undefined) error.cause = cause;
  return Object.keys(error).length === 0 ? undefined : withHeadline(error);
}

/** Under the names that stand for texts there may be anything: it is shown as JSON. */
function textsOf(members: Members): Members {
  const texts = Object.entries(members).map(([name, value]) => [
    name,
    TEXT_MEMBERS.has(name) && typeof value !== 'string' ? JSON.stringify(value) : value,
  ]);
  return Object.fromEntries(texts) as Members;
}

function withoutNulls(members: Members): Members {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));
}

/** Type, message and code stand in the stack's text when nobody said them otherwise. */
function withHeadline(error: RecordError): RecordError {
  if (typeof error.stack !== 'string' || (error.type !== undefined && error.message !== undefined)) return error;
  const headline = readHeadline(error.stack);
  if (headline.type !== undefined) error.type ??= headline.type;
  if (headline.message !== undefined) error.message ??= headline.message;
  if (headline.code !== undefined) error.code ??= headline.code;
  return error;
}
