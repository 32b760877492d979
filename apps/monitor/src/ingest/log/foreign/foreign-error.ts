import { type JsonValue, type RecordError } from '@log-monitor/log-record';
import { type ForeignMembers } from './foreign-members.js';

const ERROR_NAMES = ['error', 'err', 'exception', 'exc_info', 'exc_text'];
const STACK_NAMES = ['stack', 'stack_trace', 'stacktrace', 'exception.stacktrace', 'error.stack_trace', 'traceback'];
const TYPE_NAMES = ['exception.type', 'error.type', 'exc_type'];
const TEXT_NAMES = ['exception.message', 'error.message'];
const MAX_CAUSES = 10;

/** The last line of a Python traceback, `module.Type: text`. */
const PYTHON_LAST_LINE = /^([A-Za-z_][\w.]*(?:Error|Exception|Warning|Exit|Interrupt)?)(?:: (.*))?$/;
/** The first line of a JavaScript stack, `Type: text`. */
const JAVASCRIPT_FIRST_LINE = /^(?:Uncaught )?([A-Za-z_$][\w$.]*)(?: \[[\w]+\])?: (.*)$/;

/** Finds what a foreign producer says of an error: pino's `err`, Python's `exc_info`, a bare stack, OpenTelemetry's names. */
export function readForeignError(members: ForeignMembers): RecordError | undefined {
  const given = members.take(ERROR_NAMES);
  const stack = stackText(members.take(STACK_NAMES));
  const type = members.takeText(TYPE_NAMES);
  const text = members.takeText(TEXT_NAMES);
  const error = errorFromValue(given, 0);
  if (error === undefined && stack === undefined && type === null && text === null) return undefined;
  const merged: RecordError = { ...error };
  if (type !== null) merged.type ??= type;
  if (text !== null) merged.message ??= text;
  if (stack !== undefined) merged.stack ??= stack;
  return withStackHeadline(merged);
}

function errorFromValue(value: JsonValue | undefined, depth: number): RecordError | undefined {
  if (value === undefined || value === null || value === false || value === '' || depth > MAX_CAUSES) return undefined;
  if (typeof value === 'string') return value.includes('\n') ? { stack: value } : { message: value };
  if (Array.isArray(value)) return { stack: stackText(value) ?? '' };
  if (typeof value !== 'object') return { message: String(value) };
  const { name, type, message, msg, stack, code, cause, ...rest } = value;
  const error: RecordError = { ...(rest as Record<string, JsonValue>) };
  const kind = type ?? name;
  if (typeof kind === 'string') error.type = kind;
  const words = message ?? msg;
  if (typeof words === 'string') error.message = words;
  const trace = stackText(stack);
  if (trace !== undefined) error.stack = trace;
  if (typeof code === 'string' || typeof code === 'number') error.code = String(code);
  const inner = errorFromValue(cause, depth + 1);
  if (inner !== undefined) error.cause = inner;
  return error;
}

/** nest-winston writes a stack as an array of texts. */
function stackText(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'string' && value !== '') return value;
  if (Array.isArray(value)) return value.filter((line) => typeof line === 'string').join('\n') || undefined;
  return undefined;
}

/** Type and message stand in the stack's text when nobody said them otherwise. */
function withStackHeadline(error: RecordError): RecordError {
  if (error.stack === undefined || error.type !== undefined) return error;
  const lines = error.stack.trim().split('\n', 10_000);
  const isPython = lines[0]?.startsWith('Traceback ') ?? false;
  const line = (isPython ? lines.at(-1) : lines[0])?.slice(0, 1000) ?? '';
  const found = (isPython ? PYTHON_LAST_LINE : JAVASCRIPT_FIRST_LINE).exec(line);
  if (found === null) return error;
  return { ...error, type: found[1] as string, message: error.message ?? found[2] ?? '' };
}
