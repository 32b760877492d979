import { isJsonObject } from '../json/read-json-line.js';
import { readRequestLine } from '../request/request-line.js';
import { readCriLine } from './cri-line.js';
import { readJsonWrapper } from './json-wrapper.js';
import type { LineOrigin, UnwrappedLine } from './line-origin.js';
import { readSyslogLine } from './syslog-line.js';

/** Wrappers in wrappers: a syslog line of a Docker line of a JSON array. Deeper ones are kept as they are. */
const MAX_DEPTH = 4;

const MAYBE_WRAPPER = /"(?:message|log)"\s*:/;

/**
 * Takes a message apart into lines: several lines or a JSON array in one message, and the wrappers of container runtimes and collectors around each.
 * What is no wrapper comes back as it is.
 *
 * @param text of one message or line, without NUL
 */
export function unwrap(text: string): UnwrappedLine[] {
  const lines: UnwrappedLine[] = [];
  try {
    take(text, undefined, 0, lines);
    return lines;
  } catch (error) {
    // JSON that is nested so deeply can be read and not be written again.
    if (!(error instanceof RangeError)) throw error;
    return [{ text, origin: undefined, isPartial: false }];
  }
}

function take(text: string, origin: LineOrigin | undefined, depth: number, lines: UnwrappedLine[]): void {
  const first = text.charCodeAt(0);
  if (depth < MAX_DEPTH) {
    if (first === 91 && takeArray(text, origin, depth, lines)) return;
    if (first === 123 && takeObject(text, origin, depth, lines)) return;
    if (text.includes('\n') && takeLines(text, origin, depth, lines)) return;
    const unwrapped = readCriLine(text) ?? readSyslogLine(text);
    if (unwrapped !== undefined) {
      takeInner(unwrapped, origin, depth, lines);
      return;
    }
  }
  lines.push({ text, origin, isPartial: false });
}

function takeInner(inner: UnwrappedLine, outer: LineOrigin | undefined, depth: number, lines: UnwrappedLine[]): void {
  const origin = mergeOrigins(outer, inner.origin);
  // A part has to be joined before anyone can say what is in it.
  if (inner.isPartial) lines.push({ text: withoutLineEnd(inner.text), origin, isPartial: true });
  else take(withoutLineEnd(inner.text), origin, depth + 1, lines);
}

function takeArray(text: string, origin: LineOrigin | undefined, depth: number, lines: UnwrappedLine[]): boolean {
  const second = text.trimStart().charCodeAt(1);
  if (second !== 123 && second !== 34 && second !== 32 && second !== 10 && second !== 93) return false;
  const array = parse(text);
  if (!Array.isArray(array) || array.length === 0) return false;
  for (const item of array as unknown[])
    take(typeof item === 'string' ? item : JSON.stringify(item), origin, depth + 1, lines);
  return true;
}

function takeObject(text: string, origin: LineOrigin | undefined, depth: number, lines: UnwrappedLine[]): boolean {
  if (!MAYBE_WRAPPER.test(text)) return false;
  const object = parse(text);
  const wrapped = isJsonObject(object) ? readJsonWrapper(object) : undefined;
  if (wrapped === undefined) return false;
  takeInner(wrapped, origin, depth, lines);
  return true;
}

/** False for what is certainly one line without wrapper, so that most lines need not be looked into. */
export function mayBeWrapped(text: string): boolean {
  const first = text.charCodeAt(0);
  if (first === 91 || first === 123 || first === 60) return true;
  return (text.charCodeAt(10) === 84 && text.charCodeAt(4) === 45) || text.includes('\n');
}

/** The same of a message's bytes from `start` on, apart from line ends in it. */
export function mayBeginWrapped(bytes: Uint8Array, start: number): boolean {
  const first = bytes[start];
  if (first === 91 || first === 123 || first === 60) return true;
  return bytes[start + 10] === 84 && bytes[start + 4] === 45;
}

/** A message of several lines; one of raw HTTP or of indented JSON belongs together. */
function takeLines(text: string, origin: LineOrigin | undefined, depth: number, lines: UnwrappedLine[]): boolean {
  const firstLine = text.slice(0, text.indexOf('\n')).trimEnd();
  if (readRequestLine(firstLine).form === 'whole' || (text.startsWith('{') && parse(text) !== undefined)) return false;
  for (const line of text.split('\n')) {
    const bare = withoutLineEnd(line);
    if (bare !== '') take(bare, origin, depth + 1, lines);
  }
  return true;
}

function mergeOrigins(outer: LineOrigin | undefined, inner: LineOrigin | undefined): LineOrigin | undefined {
  if (outer === undefined || inner === undefined) return inner ?? outer;
  return {
    timestamp: inner.timestamp ?? outer.timestamp,
    stream: inner.stream ?? outer.stream,
    namespace: inner.namespace ?? outer.namespace,
    pod: inner.pod ?? outer.pod,
    container: inner.container ?? outer.container,
    node: inner.node ?? outer.node,
  };
}

function withoutLineEnd(text: string): string {
  let end = text.length;
  while (end > 0 && (text.charCodeAt(end - 1) === 10 || text.charCodeAt(end - 1) === 13)) end -= 1;
  return end === text.length ? text : text.slice(0, end);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The text is no JSON; the caller takes it as a line.
    return undefined;
  }
}
