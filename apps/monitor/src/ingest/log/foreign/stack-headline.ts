/** What the text of a stack says of its error. */
export interface Headline {
  type?: string;
  message?: string;
  code?: string;
}

/** Stacks are long; what says the type and the message is near an end of them. */
const MAX_LINES = 10_000;
const MAX_LINE = 4000;

const TRACEBACK = /^([ |+]*)(?:Exception Group )?Traceback \(most recent call last\):\s*$/;
const PYTHON_FRAME = /^\s*File ".*", line \d+/;
const FRAME_OR_CAUSE =
  /^\s+at |^\s*\.\.\. \d+ (?:more|common)|^\s*(?:Caused by|Suppressed|Wrapped by): |^\s*---> |^\tfrom |^#\d+ /;
const GO_PANIC = /^(panic|fatal error): (.*)$/;
const RUST_PANIC = /^thread '.*' panicked at /;
const PHP_UNCAUGHT = /(?:Uncaught |^\[object\] \()([A-Za-z_\\][\w\\]*)(?:\(code: \d+\))?: ([\s\S]*?) (?:in|at) \S+:\d+/;
const RUBY = /^\S+:\d+:in [`'].*': ([\s\S]*) \(([A-Z][\w:]*)\)$/;

const TYPE = String.raw`[A-Za-z_$][\w$]*(?:(?:\.|::|\\|\+|\$|/)[A-Za-z_$][\w$]*)*`;
const HEADLINE = new RegExp(
  String.raw`^(?:Uncaught |Unhandled exception\. |Exception in thread ".*?" )?(${TYPE})(?:${'`'}\d+)?(?: \[(\w+)\])?(?:: ?([\s\S]*))?$`,
);
/** A type that can only be one of an error, after other words. */
const TYPE_INSIDE =
  /(?:^|\s)((?:[\w$]+[.:\\]+)*[A-Z][\w$]*(?:Error|Exception|Failure|Violation|Fault))(?:: ([\s\S]*))?$/;

/**
 * The type and the message of an error from the text of its stack: the first unindented line after the last frame of the last
 * exception (Python, whose newest is last), or the lines before the first frame (Java, V8, .NET, Ruby), or the line of a panic.
 * A message may have several lines.
 */
export function readHeadline(stack: string): Headline {
  const lines = stack.split(/\r?\n/, MAX_LINES).map((line) => line.slice(0, MAX_LINE).toWellFormed());
  const python = pythonHeadline(lines);
  if (python !== undefined) return matched(python);
  const first = lines.findIndex((line) => line.trim() !== '');
  const start = lines[first] ?? '';
  const panic = GO_PANIC.exec(start);
  if (panic !== null)
    return { type: panic[1] as string, message: (panic[2] as string).replace(/ \[recovered\].*$/, '') };
  if (RUST_PANIC.test(start)) return { type: 'panic', message: lines[first + 1] ?? '' };
  const php = PHP_UNCAUGHT.exec(stack.slice(0, MAX_LINE).toWellFormed());
  if (php !== null) return { type: php[1] as string, message: php[2] as string };
  return matched(linesBeforeFrames(lines.slice(Math.max(first, 0))));
}

const STACK_LINE =
  /^[ \t]+at \S.*[):\d][ \t\r]*$|^[ \t]*(?:\| +)*File ".*", line \d+|^goroutine \d+ \[|^[ \t]+from \S+:\d+:in |^#0 \S+\(\d+\)|^thread '.*' panicked at /m;

/** True when a text has lines that only a stack has. */
export function looksLikeStack(text: string): boolean {
  return STACK_LINE.test(text);
}

/** `Type: text` of a single line, when the type is surely one of an error. */
export function readErrorLine(line: string): Headline | undefined {
  const found = TYPE_INSIDE.exec(line);
  return found === null || found.index > 0 ? undefined : withoutNull(found[1] as string, found[2]);
}

/** @returns undefined when the stack is none of Python */
function pythonHeadline(lines: readonly string[]): string | undefined {
  const { at, prefix } = lastTraceback(lines);
  const headless = at < 0 && PYTHON_FRAME.test(lines.find((line) => line.trim() !== '') ?? '');
  if (at < 0 && !headless) return undefined;
  const block = [];
  for (const line of lines.slice(at + 1)) {
    if (!line.startsWith(prefix) && line.trim() !== '') break;
    block.push(line.slice(prefix.length));
  }
  const first = block.findIndex((line) => line !== '' && !/^[\s>]/.test(line));
  return first < 0 ? '' : block.slice(first).join('\n').trimEnd();
}

/** The last one of those that are nested least: those of an exception group's members stand deeper. */
function lastTraceback(lines: readonly string[]): { at: number; prefix: string } {
  let last = { at: -1, prefix: '' };
  for (const [at, line] of lines.entries()) {
    const found = TRACEBACK.exec(line);
    if (found === null) continue;
    const prefix = (found[1] as string).replaceAll('+', '|');
    if (last.at < 0 || prefix.length <= last.prefix.length) last = { at, prefix };
  }
  return last;
}

function linesBeforeFrames(lines: readonly string[]): string {
  const frame = lines.findIndex((line) => FRAME_OR_CAUSE.test(line));
  const before = frame < 0 ? lines.slice(0, 1) : lines.slice(0, frame);
  // Node prints the line of code with a mark below it before the error itself.
  const mark = before.findLastIndex((line) => /^\s*\^+\s*$/.test(line));
  return before
    .slice(mark + 1)
    .join('\n')
    .trim();
}

function matched(text: string): Headline {
  const ruby = RUBY.exec(text);
  if (ruby !== null) return { type: ruby[2] as string, message: ruby[1] as string };
  const found = HEADLINE.exec(text);
  if (found !== null)
    return { ...withoutNull(found[1] as string, found[3]), ...(found[2] !== undefined && { code: found[2] }) };
  const inside = TYPE_INSIDE.exec(text);
  return inside === null ? {} : withoutNull(inside[1] as string, inside[2]);
}

/** logback writes `null` for an exception without a message. */
function withoutNull(type: string, message: string | undefined): Headline {
  return message === undefined || message === 'null' || message === '' ? { type } : { type, message };
}
